import { z } from 'zod'

/** How to reach one Asterisk and what its dialplan looks like from outside. docs/asterisk says what Asterisk needs. */
export const asteriskConfig = z.strictObject({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535).default(5038),
  /** Present: AMI over TLS. `ca` (PEM) where the certificate is not from a public authority. */
  tls: z
    .strictObject({
      ca: z.string().optional(),
      servername: z.string().optional(),
      rejectUnauthorized: z.boolean().default(true),
    })
    .optional(),
  username: z.string().min(1),
  secret: z.string().min(1),
  /** Channel technology of the phones: device `1001` is `PJSIP/1001`. */
  technology: z.enum(['PJSIP', 'SIP', 'IAX2', 'SCCP']).default('PJSIP'),
  /** Dialplan context into which click-to-dial goes once the agent's phone was answered. No other is ever used. */
  dialContext: z
    .string()
    .regex(/^[\w.-]{1,80}$/)
    .default('hookswitch-dial'),
  /** Beginning of the names of all other contexts: `hookswitch-hold`, `hookswitch-transfer` … */
  contexts: z
    .string()
    .regex(/^[\w.-]{1,60}$/)
    .default('hookswitch'),
  /** Endpoints that lead out of the switch. Endpoints whose name is not a short number are taken for trunks too. */
  trunks: z.array(z.string().min(1)).default([]),
  /** Channel variables (or UserEvent headers) in which an IVR leaves the digits that it collected. */
  digitVariables: z.array(z.string().min(1)).default(['ACCOUNT']),
  /** Channel variables in which the dialplan keeps the number that an outside caller dialled. */
  calledVariables: z.array(z.string().min(1)).default(['DID']),
  /** How long the agent's own phone rings for a click-to-dial. */
  promptSeconds: z.int().min(5).max(120).default(30),
  /** What the caller of a rejected call gets: 17 busy, 21 rejected. */
  rejectCause: z.union([z.literal(17), z.literal(21)]).default(17),
  /**
   * Beginnings of the User-Agent of phones that are known to obey NOTIFY talk and hold. Only these are offered
   * answering and holding from the screen.
   */
  notifyPhones: z.array(z.string().min(1)).default([]),
  /** Queues that an agent who logs on becomes a member of, where he is in none yet and names none. */
  agentQueues: z.array(z.string().regex(/^[A-Za-z0-9][\w.-]{0,79}$/)).default([]),
  /** Reason of the pause that counts as work after a call. */
  workReason: z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} .,'()+/_-]{0,59}$/u)
    .default('Work after call'),
  /** `wrapuptime` of the queues, in seconds, where Asterisk does not tell it with the member. */
  wrapUpSeconds: z.int().min(0).max(3_600).default(0),
})

export type AsteriskConfig = z.infer<typeof asteriskConfig>

/** Whether an endpoint leads out of the switch. */
export function isTrunk(config: AsteriskConfig, endpoint: string): boolean {
  return config.trunks.includes(endpoint) || !/^\d{1,8}$/.test(endpoint)
}
