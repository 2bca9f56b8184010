import type { Route, RouteName, RouteReply, Routes } from '@hookswitch/contract'
import type { z } from 'zod'
import type { SignedIn } from '#auth/auth.ts'
import type { Answer } from '#crm-builtin/answer.ts'

type Output<Shape> = [Shape] extends [z.ZodType] ? z.output<Shape> : undefined
type PartOf<Name extends RouteName, Part extends 'params' | 'query' | 'body'> =
  Routes[Name] extends Route<infer Params, infer Query, infer Body, infer _Reply>
    ? Output<{ params: Params; query: Query; body: Body }[Part]>
    : never

/** A request that is allowed and understood. */
export interface Call<Name extends RouteName> {
  readonly params: PartOf<Name, 'params'>
  readonly query: PartOf<Name, 'query'>
  readonly body: PartOf<Name, 'body'>
  /** Nobody only on public routes. */
  readonly who: Routes[Name]['access'] extends 'public' ? SignedIn | null : SignedIn
  /** IP address that it comes from. */
  readonly address: string
  readonly sessionToken: string | undefined
  /** Keeps the token in the browser; null takes it away. */
  readonly setSession: (token: string | null) => void
  readonly setHeader: (name: string, value: string) => void
}

export type Handler<Name extends RouteName> = (call: Call<Name>) => Promise<Answer<RouteReply<Name>>>

/** A handler for every route of the contract: one that is missing does not compile. */
export type Handlers = { readonly [Name in RouteName]: Handler<Name> }
