/**
 * Kinds of switch that the simulator can be, by the names that the connector's configuration has for them. What each
 * says and does is taken from the protocol brief (3.3, 3.4, 3.9) and its samples, not from how the connector reads it.
 */
import type { Switches } from './habits.ts'

export interface SimulatorDialect {
  readonly title: string
  readonly switches: Partial<Switches>
}

const strict = { strict: true, loginRequired: true } as const

const table = {
  'ecma-ed3': {
    title: 'ECMA-323 edition 3, to the letter',
    switches: { ...strict, edition: 'ed3', joinedCallId: 'held' },
  },
  'ecma-ed4': {
    title: 'ECMA-323 edition 4, to the letter',
    switches: { ...strict, edition: 'ed4', joinedCallId: 'new' },
  },
  'ecma-ed5': {
    title: 'ECMA-323 edition 5, to the letter',
    switches: { ...strict, edition: 'ed5', joinedCallId: 'active' },
  },
  'ecma-ed6': {
    title: 'ECMA-323 edition 6, to the letter',
    switches: { ...strict, edition: 'ed6', offered: true, linkage: true },
  },
  implicit: {
    title: 'No log-in: the switch speaks first, and the connection is the association',
    switches: {
      edition: 'ed4',
      logIns: [],
      speaksFirst: true,
      eventBeforeResponse: true,
      monitorIds: 'fromZero',
      callIds: 'reused',
      snapshotReports: 2,
    },
  },
  'zultys-mx': {
    title: 'As a Zultys MX',
    switches: {
      edition: 'ed4',
      namespaces: 'none',
      logIns: ['loginRequest'],
      loginRequired: true,
      keepaliveWithinMs: 90_000,
      causes: 'normal',
      localConnectionInfo: false,
      divertedRings: true,
      oldConnections: false,
      transferConnections: false,
      secondaryOldCall: false,
      digitsIn: 'cad',
      names: 'none',
      displayNames: true,
      globalCallId: true,
      flatAgentState: true,
      unknownDevices: 'unanswered',
      unsupported: ['GetCSTAFeatures', 'GetSwitchingFunctionCaps', 'RequestSystemStatus', 'SystemRegister'],
      joinedCallId: 'held',
    },
  },
  'openscape-voice': {
    title: 'As a Unify OpenScape Voice',
    switches: {
      edition: 'ed4',
      bareSession: true,
      speaksFirst: true,
      loginRequired: true,
      names: 'all',
      deviceParameters: true,
      privateData: true,
      urnCorrelator: true,
      digitsIn: 'userData',
      oldConnections: false,
      callIds: 'hex',
      joinedCallId: 'new',
    },
  },
  'mivoice-office-400': {
    title: 'As a Mitel MiVoice Office 400',
    switches: { edition: 'ed5', namespaces: 'prefix', loginRequired: true, names: 'all' },
  },
} as const satisfies Readonly<Record<string, SimulatorDialect>>

export type SimulatorDialectName = keyof typeof table
export const simulatorDialects: Readonly<Record<SimulatorDialectName, SimulatorDialect>> = table
export const simulatorDialectNames = Object.keys(table) as [SimulatorDialectName, ...SimulatorDialectName[]]
