import { z } from 'zod'

/** Every refusal of the HTTP interface has this shape (RFC 9457 `application/problem+json`, with our `code`). */
export const problem = z.object({
  /** From the table in docs/errors.md. */
  code: z.string(),
  /** A sentence that a person can act on. */
  detail: z.string(),
  status: z.number().int(),
  /** Where the input was wrong: field path → sentence. */
  fields: z.record(z.string(), z.string()).optional(),
  /** What uses that which was to be deleted (code `inUse`): the kind of thing, and its name where it has one. */
  uses: z.array(z.object({ kind: z.string(), name: z.string().nullable() })).optional(),
})

export type Problem = z.infer<typeof problem>
