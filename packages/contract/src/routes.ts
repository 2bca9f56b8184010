import { adminRoutes } from './admin-routes.ts'
import { callRoutes } from './call-routes.ts'
import { demoRoutes } from './demo-routes.ts'
import { ladderRoutes } from './ladder.ts'
import { organisationRoutes } from './organisation-routes.ts'
import { phoneRoutes } from './phone.ts'
import { recordRoutes } from './record-routes.ts'
import { sessionRoutes } from './session-routes.ts'

/** Every HTTP route of the server, by name. The server, the client, OpenAPI and the roles test are made from this. */
export const routes = {
  ...sessionRoutes,
  ...callRoutes,
  ...phoneRoutes,
  ...ladderRoutes,
  ...recordRoutes,
  ...adminRoutes,
  ...organisationRoutes,
  ...demoRoutes,
} as const

export type Routes = typeof routes
export type RouteName = keyof Routes
