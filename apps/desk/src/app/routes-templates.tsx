import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { admin } from './routes.tsx'

const page = <Path extends string>(path: Path) => ({ getParentRoute: () => admin, path })

const templates = createRoute({
  ...page('/templates'),
  component: lazyRouteComponent(async () => import('#admin/templates/templates-page.tsx'), 'TemplatesPage'),
})
const template = createRoute({
  ...page('/templates/$id'),
  component: lazyRouteComponent(async () => import('#admin/templates/template-page.tsx'), 'TemplatePage'),
})
const fields = createRoute({
  ...page('/fields'),
  component: lazyRouteComponent(async () => import('#admin/templates/fields-page.tsx'), 'FieldsPage'),
})
const scripts = createRoute({
  ...page('/scripts'),
  component: lazyRouteComponent(async () => import('#admin/templates/scripts-page.tsx'), 'ScriptsPage'),
})

/** What the pop is made of. */
export const templatePages = [templates, template, fields, scripts] as const
