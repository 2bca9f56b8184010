import { z } from 'zod'
import { dialectNames } from './dialects/dialects.ts'

const milliseconds = z.int().positive()

/** How to reach one CSTA switch. Times are generous for a switch room and short for a person who waits. */
export const cstaConfig = z.strictObject({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  dialect: z.enum(dialectNames).default('ecma-ed6'),
  /** Present: TLS around the stream. `ca` (PEM) where the certificate is not from a public authority. */
  tls: z
    .strictObject({
      ca: z.string().optional(),
      servername: z.string().optional(),
      rejectUnauthorized: z.boolean().default(true),
    })
    .optional(),
  user: z.string().optional(),
  password: z.string().optional(),
  /** What this application calls itself to the switch (licences often hang on it). */
  applicationId: z.string().min(1).default('Hookswitch'),
  /** Asked for; the switch may grant less. Renewed at half time. */
  sessionSeconds: z.int().min(10).default(180),
  /** After this, a request counts as unanswered. */
  requestTimeoutMs: milliseconds.default(8_000),
  connectTimeoutMs: milliseconds.default(8_000),
  /** A switch silent for this long is asked whether it lives; silent for as long again and half, it is taken for dead. */
  heartbeatMs: milliseconds.default(5_000),
  /**
   * A device of which something was told is asked so much later whether it is so, and again while it has a call: what a
   * switch forgot to tell, or told in the wrong order, is believed no longer than this.
   */
  auditMs: milliseconds.default(30_000),
  /** Requests under way at once while monitors start: switches limit them. */
  parallelRequests: z.int().min(1).max(64).default(8),
})

export type CstaConfig = z.infer<typeof cstaConfig>
