import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { admin } from './routes.tsx'

const page = <Path extends string>(path: Path) => ({ getParentRoute: () => admin, path })

const first = createRoute({
  ...page('/'),
  beforeLoad: () => redirect({ to: '/admin/calls', replace: true, throw: true }),
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
export const organisationPages = [first, recentCalls, ladder] as const
