import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { desk } from './routes.tsx'

const page = <Path extends string>(path: Path) => ({ getParentRoute: () => desk, path })

const recentCalls = createRoute({
  ...page('/admin/calls'),
  component: lazyRouteComponent(async () => import('#admin/recent-calls.tsx'), 'RecentCallsPage'),
})
const ladder = createRoute({
  ...page('/admin/calls/$callId'),
  component: lazyRouteComponent(async () => import('#admin/ladder-page.tsx'), 'LadderPage'),
})

/** Pages of administrators, loaded by nobody else. */
export const adminRoutes = [recentCalls, ladder] as const
