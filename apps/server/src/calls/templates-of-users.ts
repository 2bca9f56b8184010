import type { CallAction, TemplateOfCall } from '@hookswitch/contract'

/** What one user's calls are shown by, and what he may do with them. */
export interface TemplateOfUser {
  readonly ref: TemplateOfCall
  /** `ref` as it goes over the wire: the same for every call, so it is written once. */
  readonly json: string
  allows(action: CallAction): boolean
}

/** Asked at every drawing of a call: answers from memory. */
export interface TemplatesOfUsers {
  of(user: { readonly id: string; readonly tenant: string }): TemplateOfUser
}
