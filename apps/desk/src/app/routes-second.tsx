import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { readListSearch } from '#second/use-list-search.ts'
import { desk } from './routes.tsx'

const page = <Path extends string>(path: Path) => ({
  getParentRoute: () => desk,
  path,
  validateSearch: readListSearch,
})
const contactLists = async () => import('#second/contact-lists.tsx')

const opportunity = createRoute({
  ...page('/opportunities/$id'),
  component: lazyRouteComponent(async () => import('#second/opportunity-page.tsx'), 'OpportunityPage'),
})
const task = createRoute({
  ...page('/tasks/$id'),
  component: lazyRouteComponent(async () => import('#second/task-page.tsx'), 'TaskPage'),
})
const made = createRoute({
  ...page('/new/$kind'),
  component: lazyRouteComponent(async () => import('#second/new-page.tsx'), 'NewPage'),
})
const contacts = createRoute({
  ...page('/contacts'),
  component: lazyRouteComponent(contactLists, 'ContactsPage'),
})
const accounts = createRoute({
  ...page('/accounts'),
  component: lazyRouteComponent(contactLists, 'AccountsPage'),
})
const cases = createRoute({
  ...page('/cases'),
  component: lazyRouteComponent(async () => import('#second/case-list.tsx'), 'CasesPage'),
})
const opportunities = createRoute({
  ...page('/opportunities'),
  component: lazyRouteComponent(async () => import('#second/opportunity-list.tsx'), 'OpportunitiesPage'),
})
const tasks = createRoute({
  ...page('/tasks'),
  component: lazyRouteComponent(async () => import('#second/task-list.tsx'), 'TasksPage'),
})
const importing = createRoute({
  ...page('/import'),
  component: lazyRouteComponent(async () => import('#import/import-page.tsx'), 'ImportPage'),
})

/** What people work with while no call is up. */
export const secondPages = [
  opportunity,
  task,
  made,
  contacts,
  accounts,
  cases,
  opportunities,
  tasks,
  importing,
] as const
