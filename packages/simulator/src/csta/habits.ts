import { z } from 'zod'

const milliseconds = z.int().min(0).max(3_600_000)

/**
 * What this switch does that another would not: brief 3.10. Data; may be changed while it runs, and then holds for what
 * is said from then on.
 */
export const habits = z.strictObject({
  /** Edition spoken to a peer that names none. */
  edition: z.enum(['ed3', 'ed4', 'ed5', 'ed6']),
  /** Speaks that edition only, and refuses a request that is not built as the standard has it. */
  strict: z.boolean(),
  /** `follow`: the peer's own edition; `none`: no namespace at all; `prefix`: every element carries `csta:`. */
  namespaces: z.enum(['follow', 'none', 'prefix']),
  /** Answers of ECMA-354 carry no namespace (OpenScape Voice). */
  bareSession: z.boolean(),
  /** Events that a request causes go out before its response. */
  eventBeforeResponse: z.boolean(),
  /** `split`: every frame in two halves with a pause; `merged`: all frames of a moment in one write. */
  writes: z.enum(['whole', 'split', 'merged']),
  /** Every event grows to so many bytes by private data; 0 = as it is. */
  paddedTo: z.int().min(0).max(65_000),
  /** First monitor and first call are number 0 (calls: see ExchangeSettings.callIds). */
  monitorIds: z.enum(['rising', 'fromZero']),
  /** Answers come this late. */
  responseDelayMs: milliseconds,
  /** Requests of these kinds are never answered. */
  unanswered: z.array(z.string()).readonly(),
  /** Requests of these kinds are answered with serviceNotSupported, and are not among what the switch says it can do. */
  unsupported: z.array(z.string()).readonly(),
  /** What a request about a device that is not here gets. */
  unknownDevices: z.enum(['refused', 'unanswered']),
  /** Opens the talk itself, with a SystemStatus request. */
  speaksFirst: z.boolean(),
  /** The log-ins that it understands; `loginRequest` is that of Zultys. */
  logIns: z.array(z.enum(['session', 'loginRequest'])).readonly(),
  /** Without a log-in nothing is answered but a security error. */
  loginRequired: z.boolean(),
  /** A hashed password is refused: the directory that knows it wants the word itself (Zultys with LDAP). */
  clearPassword: z.boolean(),
  /** The longest session granted, in seconds. */
  longestSession: z.number().positive(),
  /** How many sessions, and how many monitors, there are licences for. */
  mostSessions: z.int().min(0),
  monitorLicences: z.int().min(0),
  /** A peer that is silent for longer is cut off; 0 = never. */
  keepaliveWithinMs: milliseconds,
  /** Offered comes before Delivered. */
  offered: z.boolean(),
  /** DigitsDialed comes before Originated. */
  digitsDialed: z.boolean(),
  /** Whether Transfered and Conferenced name the second old call, and the old connections. */
  secondaryOldCall: z.boolean(),
  oldConnections: z.boolean(),
  /** Whether Transfered tells who remains after a blind transfer. */
  transferConnections: z.boolean(),
  /** Whether events say why (`normal`: the cause is always that), and how the monitored device's own leg is. */
  causes: z.enum(['told', 'normal']),
  localConnectionInfo: z.boolean(),
  /** A call that a queue, a group or a menu sends to a phone reaches its monitor as Diverted (Zultys). */
  divertedRings: z.boolean(),
  /** Whether the answer to MakeCall names the connection that was made. */
  makeCallTellsConnection: z.boolean(),
  /** Snapshots are answered with a reference, and reports of so many legs follow; 0 = in the answer. */
  snapshotReports: z.int().min(0),
  /** Where the digits of an IVR are put; `cad`: an element of its own (Zultys). */
  digitsIn: z.enum(['userData', 'correlatorData', 'both', 'cad']),
  /** A queue's calls carry a correlator of the switch's own, a URN (OpenScape Voice). */
  urnCorrelator: z.boolean(),
  /** Who is written `N<number>name`, as ECMA-269 writes devices with names: nobody, outside parties, everybody. */
  names: z.enum(['none', 'outside', 'all']),
  /** Names of the parties in elements of their own (Zultys). */
  displayNames: z.boolean(),
  /** Devices of events carry parameters behind the name: `;displayNumber=…;noa=nk` (OpenScape Voice). */
  deviceParameters: z.boolean(),
  /** Events carry what a vendor adds: services permitted, private data in a namespace of his own. */
  privateData: z.boolean(),
  /** A call linkage id that stays through transfers: in the standard's place, and in Zultys's. */
  linkage: z.boolean(),
  globalCallId: z.boolean(),
  /** Agent states are told flat: logged on, ready (Zultys). */
  flatAgentState: z.boolean(),
  /** Every so many milliseconds a SystemStatus request; 0 = never. */
  statusEveryMs: milliseconds,
})
export type Habits = z.infer<typeof habits>

export const usualHabits: Habits = {
  edition: 'ed6',
  strict: false,
  namespaces: 'follow',
  bareSession: false,
  eventBeforeResponse: false,
  writes: 'whole',
  paddedTo: 0,
  monitorIds: 'rising',
  responseDelayMs: 0,
  unanswered: [],
  unsupported: [],
  unknownDevices: 'refused',
  speaksFirst: false,
  logIns: ['session'],
  loginRequired: false,
  clearPassword: false,
  longestSession: 3600,
  mostSessions: 1_000_000,
  monitorLicences: 1_000_000,
  keepaliveWithinMs: 0,
  offered: false,
  digitsDialed: false,
  secondaryOldCall: true,
  oldConnections: true,
  transferConnections: true,
  causes: 'told',
  localConnectionInfo: true,
  divertedRings: false,
  makeCallTellsConnection: true,
  snapshotReports: 0,
  digitsIn: 'both',
  urnCorrelator: false,
  names: 'outside',
  displayNames: false,
  deviceParameters: false,
  privateData: false,
  linkage: false,
  globalCallId: false,
  flatAgentState: false,
  statusEveryMs: 0,
}

/** The habits of the exchange itself that show on the wire: how it numbers calls. */
const numbering = z.strictObject({
  /** Which call id goes on after a transfer or conference. */
  joinedCallId: z.enum(['new', 'held', 'active']),
  /** `reused`: the lowest free number, from 0; `hex`: 32 digits (OpenScape Voice). */
  callIds: z.enum(['rising', 'reused', 'hex']),
})

/** Every switch of the switch, as the control interface and the command line set them. */
export const switches = habits.extend(numbering.shape)
export type Switches = z.infer<typeof switches>
export const switchesBody = switches.partial()
