import { adminRoutes } from './admin-routes.ts'
import { callRoutes } from './call-routes.ts'
import { demoRoutes } from './demo-routes.ts'
import { entryRoutes } from './entry-routes.ts'
import { keyRoutes } from './key-routes.ts'
import { importRoutes } from './import-routes.ts'
import { ladderRoutes } from './ladder.ts'
import { logRoutes } from './log-routes.ts'
import { opportunityRoutes } from './opportunity-routes.ts'
import { organisationRoutes } from './organisation-routes.ts'
import { phoneRoutes } from './phone.ts'
import { popRuleRoutes } from './pop-rule-routes.ts'
import { recordRoutes } from './record-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import { templateRoutes } from './template-routes.ts'

/** Every HTTP route of the server, by name. The server, the client, OpenAPI and the roles test are made from this. */
export const routes = {
  ...sessionRoutes,
  ...keyRoutes,
  ...callRoutes,
  ...logRoutes,
  ...entryRoutes,
  ...phoneRoutes,
  ...ladderRoutes,
  ...recordRoutes,
  ...opportunityRoutes,
  ...importRoutes,
  ...adminRoutes,
  ...organisationRoutes,
  ...templateRoutes,
  ...popRuleRoutes,
  ...demoRoutes,
} as const

export type Routes = typeof routes
export type RouteName = keyof Routes
