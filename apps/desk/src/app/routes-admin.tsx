import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { admin } from './routes.tsx'

const page = <Path extends string>(path: Path) => ({ getParentRoute: () => admin, path })

const first = createRoute({
  ...page('/'),
  beforeLoad: () => redirect({ to: '/admin/users', replace: true, throw: true }),
})
const users = createRoute({
  ...page('/users'),
  component: lazyRouteComponent(async () => import('#admin/users-page.tsx'), 'UsersPage'),
})
const groups = createRoute({
  ...page('/groups'),
  component: lazyRouteComponent(async () => import('#admin/groups-page.tsx'), 'GroupsPage'),
})
const locations = createRoute({
  ...page('/locations'),
  component: lazyRouteComponent(async () => import('#admin/locations-page.tsx'), 'LocationsPage'),
})
const queues = createRoute({
  ...page('/queues'),
  component: lazyRouteComponent(async () => import('#admin/queues-page.tsx'), 'QueuesPage'),
})
const devices = createRoute({
  ...page('/devices'),
  component: lazyRouteComponent(async () => import('#admin/devices-page.tsx'), 'DevicesPage'),
})
const audit = createRoute({
  ...page('/audit'),
  component: lazyRouteComponent(async () => import('#admin/audit-page.tsx'), 'AuditPage'),
})
const recentCalls = createRoute({
  ...page('/calls'),
  component: lazyRouteComponent(async () => import('#admin/recent-calls.tsx'), 'RecentCallsPage'),
})
const ladder = createRoute({
  ...page('/calls/$callId'),
  component: lazyRouteComponent(async () => import('#admin/ladder-page.tsx'), 'LadderPage'),
})

/** Pages of the organisation and of its telephone systems. */
export const organisationPages = [
  first,
  users,
  groups,
  locations,
  queues,
  devices,
  audit,
  recentCalls,
  ladder,
] as const
