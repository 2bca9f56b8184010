/*
 * The control interface: plays the people around the simulated PBX. HTTP on loopback, JSON in and out, no CORS.
 *
 *   POST /calls                {from,to,digits?,name?,answerAfterMs?,hangUpAfterMs?} -> 201 {id}
 *   GET  /calls                -> {calls: CallView[]}         live calls, oldest first
 *   GET  /calls/:id            -> CallView                    live ones and the last thousand that ended
 *   POST /calls/:id/hang-up    -> {}                          the outside party hangs up (the caller, where both are inside)
 *   POST /calls/:id/digits     {digits} -> {}                 the outside party keys digits
 *   POST /calls/:id/answer     -> {}                          the outside party answers a call that was made to it
 *   GET  /extensions           -> {extensions: ExtensionView[]}
 *   POST /extensions/:ext/answer | hang-up | hold | retrieve | swap | complete-transfer | conference  -> {}
 *                              by hand, ON the phone; the last three where it has a held and an active call
 *   POST /extensions/:ext/consult | transfer | deflect | park | pick-up  {to?} -> {}   by hand: consult and (blind) transfer to
 *                              a number, deflect what rings, park (no `to`: any free slot), pick up what rings or is parked
 *                              at another device (no `to`: anything in the phone's own group)
 *   POST /extensions/:ext/set  {setting: agent {state, group?} | doNotDisturb {on} | mute {on} | forwarding {type, on, to?}} -> {}
 *   POST /extensions/:ext/dial       {to} -> 201 {id}         by hand, on the phone
 *   POST /extensions/:ext/behaviour  Behaviour -> {}
 *   POST /outside/behaviour    {number?, behaviour} -> {}     how an outside phone takes calls; without number: all others
 *   GET  /ledger?after=n       -> {entries: LedgerEntry[], last: n}   what truly happened, at most 1,000 at a time
 *   GET  /customers            -> {customers: {country, number, name, behaviour}[]}   outside phones with a way of their own
 *   POST /load                 {callsPerSecond, hangUpAfterMs, answerAfterMs?, extensions?} -> {}   steady load, replaces the last
 *   POST /load/stop            -> {begun}
 *   POST /script               a day of calls (script.ts) -> {}   plays it, in place of the last
 *   GET  /script               -> {playing, begun}             begun: calls begun by the last one, once it is over
 *   POST /script/stop          -> {}
 *   GET  /switches             -> {…}                          the habits of the switch (csta/habits.ts)
 *   POST /switches             some of them -> {}              from now on
 *   POST /faults/:fault        {device?} -> {}   messages-lost | cut-connections | expire-sessions | stop-monitors (of a device)
 *                              | forced-logout | restart (every call is gone) | capabilities-changed | devices-changed
 *   GET  /health               -> {ok: true, cstaPort: n}
 *
 * A refusal is {error: {code, message}} with status 400 (not understood), 404 (no such call or extension),
 * 409 (not possible now) or 403 (Host is not loopback). `id` is the true call's own identity: it stays through hold,
 * transfer and conference, however many call ids the PBX uses on the way.
 *
 * from: an outside number, `anonymous` (withheld), or an extension (which then dials). to: an extension, a direct-dial
 * number (+1800555 and the extension), 6000 (IVR, then queue), 6001 (queue), or an outside number when an extension dials.
 * digits: keyed when the IVR asks; where no IVR is on the way, they were collected before and come with the call.
 * answerAfterMs: the phone that rings takes it then. hangUpAfterMs: the caller hangs up, counted from the beginning.
 */
import { z } from 'zod'
import { ledgerEntry } from './ledger-entry.ts'

const milliseconds = z.number().int().min(0).max(86_400_000)
const dialString = z.string().min(1).max(64)
/** Digits as keyed on a phone. */
export const keyedDigits = z.string().regex(/^[0-9*#A-D]{1,64}$/, 'digits 0-9, *, # and A-D only')

/** How a phone takes a call. `ring`: rings until told. `ignore`: rings until the PBX's no-answer time is up. */
export const behaviour = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ring') }),
  z.object({ kind: z.literal('answer'), afterMs: milliseconds }),
  z.object({ kind: z.literal('ignore') }),
  z.object({ kind: z.literal('refuse'), afterMs: milliseconds.optional() }),
  z.object({ kind: z.literal('busy') }),
  z.object({ kind: z.literal('notRegistered') }),
])
export type Behaviour = z.infer<typeof behaviour>

export const startCall = z.strictObject({
  from: dialString,
  to: dialString,
  digits: keyedDigits.optional(),
  name: z.string().max(200).optional(),
  answerAfterMs: milliseconds.optional(),
  hangUpAfterMs: milliseconds.optional(),
})
export type StartCall = z.infer<typeof startCall>

const connectionState = z.enum(['null', 'initiated', 'alerting', 'connected', 'hold', 'queued', 'fail'])

export const legView = z.object({
  /** Extension, queue or trunk line. */
  device: z.string(),
  number: z.string(),
  name: z.string().nullable(),
  external: z.boolean(),
  state: connectionState,
})

export const callView = z.object({
  id: z.string(),
  /** Call ids that the PBX used for it, first to last. */
  pbxCallIds: z.array(z.string()),
  direction: z.enum(['inbound', 'outbound', 'internal']),
  from: z.string(),
  fromName: z.string().nullable(),
  restricted: z.boolean(),
  to: z.string(),
  digits: z.string().nullable(),
  /** The call as a whole, as the customer hears it. */
  state: z.enum(['dialling', 'ringing', 'queued', 'ivr', 'connected', 'held', 'failed', 'ended']),
  startedAt: z.number(),
  answeredAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  outcome: z.string().nullable(),
  legs: z.array(legView),
})
export type LegView = z.infer<typeof legView>
export type CallView = z.infer<typeof callView>

export const extensionView = z.object({
  extension: z.string(),
  name: z.string(),
  behaviour,
  registered: z.boolean(),
  doNotDisturb: z.boolean(),
  agentState: z.enum(['loggedOff', 'notReady', 'ready', 'busy', 'workingAfterCall']).nullable(),
  calls: z.array(z.object({ id: z.string(), state: connectionState })),
})
export type ExtensionView = z.infer<typeof extensionView>

export const callList = z.object({ calls: z.array(callView) })
export const extensionList = z.object({ extensions: z.array(extensionView) })
export const started = z.object({ id: z.string() })
export const loadBody = z.strictObject({
  callsPerSecond: z.number().positive().max(10_000),
  hangUpAfterMs: milliseconds,
  answerAfterMs: milliseconds.optional(),
  extensions: z.array(z.string()).min(1).optional(),
})
export type LoadWish = z.infer<typeof loadBody>
export const loadStopped = z.object({ begun: z.number() })
export const scriptState = z.object({ playing: z.boolean(), begun: z.number() })
export type ScriptState = z.infer<typeof scriptState>
export const faultBody = z.strictObject({ device: z.string().optional() })
export const faults = [
  'messages-lost',
  'cut-connections',
  'expire-sessions',
  'stop-monitors',
  'forced-logout',
  'restart',
  'capabilities-changed',
  'devices-changed',
] as const
export type Fault = (typeof faults)[number]
export const customer = z.object({
  country: z.string(),
  number: z.string(),
  name: z.string(),
  behaviour,
})
/** A telephone outside that takes calls in a way of its own. */
export type CustomerPhone = z.infer<typeof customer>
export const customerList = z.object({ customers: z.array(customer) })
export const digitsBody = z.strictObject({ digits: keyedDigits })
export const toBody = z.strictObject({ to: dialString.optional() })
/** What somebody sets at his phone. */
export const settingBody = z.discriminatedUnion('setting', [
  z.strictObject({
    setting: z.literal('agent'),
    state: z.enum(['loggedOn', 'loggedOff', 'notReady', 'ready', 'workingAfterCall']),
    group: dialString.optional(),
  }),
  z.strictObject({ setting: z.literal('doNotDisturb'), on: z.boolean() }),
  z.strictObject({ setting: z.literal('mute'), on: z.boolean() }),
  z.strictObject({
    setting: z.literal('forwarding'),
    type: z.enum(['immediate', 'busy', 'noAnswer', 'doNotDisturb']),
    on: z.boolean(),
    to: dialString.optional(),
  }),
])
export type PhoneSetting = z.infer<typeof settingBody>
export const dialBody = z.strictObject({ to: dialString })
export const outsideBehaviour = z.strictObject({ number: dialString.optional(), behaviour })
export const ledgerTail = z.object({ entries: z.array(ledgerEntry), last: z.number() })
export const health = z.object({ ok: z.literal(true), cstaPort: z.number() })
export const refused = z.object({ error: z.object({ code: z.string(), message: z.string() }) })
