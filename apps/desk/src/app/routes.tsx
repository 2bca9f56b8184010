import { createRootRoute, createRoute } from '@tanstack/react-router'
import { DeskFrame } from './desk-frame.tsx'
import { NotFound } from './not-found.tsx'

/** What pages of every area hang from. */
export const root = createRootRoute({ notFoundComponent: NotFound })
/** Everything behind the sign-in. */
export const desk = createRoute({ getParentRoute: () => root, id: 'desk', component: DeskFrame })
