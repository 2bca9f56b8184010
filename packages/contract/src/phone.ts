import { z } from 'zod'
import { instant } from './records.ts'
import { route } from './route.ts'

/** A browser by a name that it made for itself. The tabs of one browser share it and settle among themselves which one is the phone. */
const browser = z.string().regex(/^[\w-]{8,64}$/)

const range = z.object({ mean: z.number().min(0), worst: z.number().min(0) })

/** How a call sounded at the browser phone, from its first packet to its last. */
export const callQuality = z.object({
  seconds: z.number().min(0).max(1e6),
  packetsSent: z.number().int().min(0),
  packetsReceived: z.number().int().min(0),
  /** Of those that were to be received. */
  packetsLost: z.number().int().min(0),
  jitterMs: range,
  /** Null where the other side never reported. */
  roundTripMs: range.nullable(),
  codec: z.string().max(40).nullable(),
})

/** A call of the browser phone as SIP knows it, so that another page can take it up: a reload, another tab, another browser. */
export const phoneDialog = z.object({
  callId: z.string().min(1).max(200),
  /** Tag of the phone. */
  localTag: z.string().min(1).max(100),
  /** Tag of the switch. */
  remoteTag: z.string().min(1).max(100),
  direction: z.enum(['inbound', 'outbound']),
  /** The other party, as the switch named it. */
  number: z.string().max(100).nullable(),
  held: z.boolean(),
  muted: z.boolean(),
  /** How it sounded so far: the page that takes it up goes on counting. */
  heard: callQuality.nullable(),
})

/** Which browser is the phone. `elsewhere`: another one has it, and keeps it until it goes or a user takes it over. */
export const phoneLease = z.object({
  state: z.enum(['mine', 'elsewhere']),
  since: instant,
  /** What the phone that holds it, or held it last, was talking on. Empty unless it is mine. */
  dialogs: z.array(phoneDialog),
})

/** What a browser needs to register. `ha1` is the digest of the password: the password itself never leaves the server. */
export const phoneAccount = z.object({
  /** Web socket of the telephone system: `wss://pbx.example:8089/ws`. */
  url: z.string(),
  /** `sip:1001@pbx.example`. */
  uri: z.string(),
  user: z.string(),
  realm: z.string(),
  ha1: z.string(),
  iceServers: z.array(
    z.object({
      urls: z.array(z.string()),
      username: z.string().optional(),
      credential: z.string().optional(),
    }),
  ),
})

const byCall = z.object({ id: z.string().max(200) })

export const phoneRoutes = {
  readPhone: route({
    method: 'GET',
    path: '/api/phone',
    access: 'agent',
    summary: 'Whether a browser can be my phone',
    reply: z.object({ device: z.string().nullable(), inBrowser: z.boolean() }),
  }),
  claimPhone: route({
    method: 'POST',
    path: '/api/phone/lease',
    access: 'agent',
    summary: 'Let this browser be my phone; `takeOver` takes it away from another one',
    body: z.object({ browser, takeOver: z.boolean().default(false) }),
    reply: phoneLease,
  }),
  keepPhone: route({
    method: 'PUT',
    path: '/api/phone/lease',
    access: 'agent',
    summary: 'This browser still is my phone; `leaving` when its page closes',
    body: z.object({
      browser,
      dialogs: z.array(phoneDialog).max(8),
      leaving: z.boolean().default(false),
    }),
    reply: phoneLease,
  }),
  readPhoneAccount: route({
    method: 'GET',
    path: '/api/phone/account',
    access: 'agent',
    summary: 'What my phone registers with; only for the browser that is the phone',
    query: z.object({ browser }),
    reply: phoneAccount,
  }),
  reportCallQuality: route({
    method: 'PUT',
    path: '/api/calls/:id/quality',
    access: 'agent',
    summary: 'How a call of mine sounded at the browser phone',
    params: byCall,
    body: callQuality,
  }),
  readCallQuality: route({
    method: 'GET',
    path: '/api/calls/:id/quality',
    access: 'agent',
    summary: 'How a call of mine sounded; null where it was not at a browser phone',
    params: byCall,
    reply: z.object({ quality: callQuality.nullable() }),
  }),
} as const

export type PhoneDialog = z.infer<typeof phoneDialog>
export type PhoneLease = z.infer<typeof phoneLease>
export type PhoneAccount = z.infer<typeof phoneAccount>
export type CallQuality = z.infer<typeof callQuality>
