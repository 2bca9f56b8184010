/** The habits of a switch that change how a day looks on the wire and nothing of the day: each with all its values. */
import type { Switches } from '@hookswitch/simulator'
import { phones, type RoomWishes } from './room.ts'

type Looks = { readonly [Habit in keyof Switches]?: readonly (readonly [Switches[Habit], RoomWishes?])[] }

/** What only its dialect reads. It says nothing when it is asked after an agent where there is none: in a queue. */
const zultys = { kind: 'zultys-mx', devices: phones } as const
const openscape = { kind: 'openscape-voice' } as const

/** Each value of each habit, and at which kind of switch where it is of no use at every one. */
export const looks: Looks = {
  edition: [
    ['ed3', { kind: 'ecma-ed3' }],
    ['ed4', { kind: 'ecma-ed4' }],
    ['ed5', { kind: 'ecma-ed5' }],
    ['ed6', { kind: 'ecma-ed6' }],
  ],
  strict: [
    [true, { kind: 'ecma-ed6' }],
    [false, { kind: 'ecma-ed6' }],
  ],
  namespaces: [['follow'], ['none'], ['prefix']],
  bareSession: [[true], [false]],
  eventBeforeResponse: [[true], [false]],
  writes: [['whole'], ['split'], ['merged']],
  paddedTo: [[60_000], [0]],
  monitorIds: [['fromZero'], ['rising']],
  responseDelayMs: [[0], [300], [1_500]],
  speaksFirst: [[true], [false]],
  logIns: [[['session']], [['loginRequest'], zultys], [[], { kind: 'implicit' }]],
  loginRequired: [[true], [false]],
  clearPassword: [
    [true, zultys],
    [false, zultys],
  ],
  offered: [[true], [false]],
  digitsDialed: [[true], [false]],
  secondaryOldCall: [[false], [true]],
  oldConnections: [[false], [true]],
  transferConnections: [[false], [true]],
  causes: [['normal'], ['told']],
  localConnectionInfo: [[false], [true]],
  divertedRings: [
    [true, zultys],
    [false, zultys],
  ],
  makeCallTellsConnection: [[false], [true]],
  snapshotReports: [[0], [1], [3]],
  digitsIn: [['userData'], ['correlatorData'], ['both'], ['cad', zultys]],
  urnCorrelator: [
    [true, openscape],
    [false, openscape],
  ],
  names: [['none'], ['outside'], ['all']],
  displayNames: [[true], [false]],
  deviceParameters: [
    [true, openscape],
    [false, openscape],
  ],
  privateData: [[true], [false]],
  linkage: [[true], [false]],
  globalCallId: [[true], [false]],
  flatAgentState: [[true], [false]],
  statusEveryMs: [[700], [0]],
  joinedCallId: [['new'], ['held'], ['active']],
  callIds: [['rising'], ['reused'], ['hex']],
}
