import type { z } from 'zod'

/** Who somebody is. `administrator` may do all that `supervisor` may, and so down to `agent`. */
export const roles = ['agent', 'supervisor', 'administrator'] as const
export type Role = (typeof roles)[number]

/** Who may call a route: `public` = without a session; else everybody of this role or above. */
export type Access = 'public' | Role

type Shape = z.ZodType

/**
 * One HTTP route of the server. `path` is written with `:name` parts; `params`, `query`, `body` and `reply` are zod
 * shapes; a route without `reply` answers 204. Errors are always `problem` (see problem.ts).
 */
export interface Route<
  Params extends Shape | undefined = Shape | undefined,
  Query extends Shape | undefined = Shape | undefined,
  Body extends Shape | undefined = Shape | undefined,
  Reply extends Shape | undefined = Shape | undefined,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: `/api/${string}`
  readonly access: Access
  readonly summary: string
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  readonly reply?: Reply
  /** True where a repeat with the same Idempotency-Key header must act once. */
  readonly idempotent?: boolean
}

/** Declares a route and keeps its types. */
export function route<
  Params extends Shape | undefined = undefined,
  Query extends Shape | undefined = undefined,
  Body extends Shape | undefined = undefined,
  Reply extends Shape | undefined = undefined,
>(it: Route<Params, Query, Body, Reply>): Route<Params, Query, Body, Reply> {
  return it
}

/** Whether a role may use a route of this access. */
export function mayCall(access: Access, role: Role | null): boolean {
  if (access === 'public') return true
  return role !== null && roles.indexOf(role) >= roles.indexOf(access)
}
