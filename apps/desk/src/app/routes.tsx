import { createRootRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { DeskFrame } from './desk-frame.tsx'
import { NotFound } from './not-found.tsx'

/** What pages of every area hang from. */
export const root = createRootRoute({ notFoundComponent: NotFound })
/** Everything behind the sign-in. */
export const desk = createRoute({ getParentRoute: () => root, id: 'desk', component: DeskFrame })
/** Pages of administrators hang from this one: the frame with their navigation (admin/admin-nav.ts), loaded by nobody else. */
export const admin = createRoute({
  getParentRoute: () => desk,
  path: '/admin',
  component: lazyRouteComponent(async () => import('#admin/admin-frame.tsx'), 'AdminFrame'),
})
