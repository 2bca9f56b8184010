import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { admin, desk } from './routes.tsx'

const history = createRoute({
  getParentRoute: () => desk,
  path: '/history',
  component: lazyRouteComponent(async () => import('#history/history-page.tsx'), 'HistoryPage'),
})
const dispositions = createRoute({
  getParentRoute: () => admin,
  path: '/dispositions',
  component: lazyRouteComponent(async () => import('#wrap-up/dispositions-page.tsx'), 'DispositionsPage'),
})

/** What calls leave behind. */
export const logPages = [history] as const
export const dispositionPages = [dispositions] as const
