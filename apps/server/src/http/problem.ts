import type { Problem } from '@hookswitch/contract'
import type { z } from 'zod'
import type { Refused } from '#crm-builtin/answer.ts'
import { problemCodes, type ProblemCode } from './problem-codes.table.ts'

/** A refusal on its way out. */
export class Refusal extends Error {
  readonly problem: Problem
  readonly headers: Readonly<Record<string, string>>
  constructor(problem: Problem, headers: Readonly<Record<string, string>> = {}) {
    super(problem.code)
    this.name = 'Refusal'
    this.problem = problem
    this.headers = headers
  }
}

export function refusal(
  code: ProblemCode,
  more: {
    readonly detail?: string
    readonly fields?: Record<string, string>
    readonly headers?: Record<string, string>
  } = {},
): Refusal {
  const { status, detail } = problemCodes[code]
  const { fields, headers } = more
  return new Refusal({ code, detail: more.detail ?? detail, status, ...(fields && { fields }) }, headers)
}

/** A refusal that another room gave as a value. A code that the table does not know is still told, as a conflict. */
export function problemOf({ code, detail, fields, uses }: Omit<Refused, 'ok'>): Problem {
  const status = code in problemCodes ? problemCodes[code as ProblemCode].status : 409
  return {
    code,
    detail,
    status,
    ...(fields && { fields: { ...fields } }),
    ...(uses && { uses: [...uses] }),
  }
}

/** Which fields were wrong, each with a sentence. */
export function fieldsOf(error: z.ZodError): Record<string, string> {
  return Object.fromEntries(error.issues.map((issue) => [issue.path.join('.') || 'body', issue.message]))
}

export function problemResponse(
  { code, detail, status, fields, uses }: Problem,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(
    JSON.stringify({
      type: 'about:blank',
      title: code,
      code,
      detail,
      status,
      ...(fields && { fields }),
      ...(uses && { uses }),
    }),
    {
      status,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    },
  )
}
