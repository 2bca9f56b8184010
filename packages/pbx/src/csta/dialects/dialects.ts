import { type EditionName, editions } from '#csta/codec/index.ts'
import type { CstaDialect, LoginShape } from './dialect.ts'

const plainLogin: LoginShape = { element: 'SessionLoginInfo', user: 'userName', password: 'password' }

function ecma(edition: EditionName): CstaDialect {
  return {
    title: `CSTA XML as in ECMA-323 edition ${edition.slice(2)}`,
    wire: editions[edition],
    opening: 'session',
    login: plainLogin,
    registers: false,
    heartbeat: 'requestSystemStatus',
    deviceFormat: '$',
    divertedRings: false,
    tellsCauses: true,
    snapshotsCalls: true,
    digitsIn: ['userData', 'correlatorData'],
    agentPassword: 'hex',
  }
}

/** Every dialect by its name in the configuration. Sources: brief 3.9. */
export const dialects = {
  'ecma-ed3': ecma('ed3'),
  'ecma-ed4': ecma('ed4'),
  'ecma-ed5': ecma('ed5'),
  'ecma-ed6': ecma('ed6'),
  /** The connection is the association; the switch may speak first. */
  implicit: { ...ecma('ed4'), title: 'CSTA XML without log-in', opening: 'implicit', registers: true },
  'openscape-voice': {
    ...ecma('ed4'),
    title: 'Unify OpenScape Voice',
    wire: { ...editions.ed4, bareDestination: true },
    registers: true,
    digitsIn: ['userData'],
  },
  /** A vendor's own log-in, no namespaces, calls that ring by being diverted (brief 3.9). */
  'zultys-mx': {
    ...ecma('ed4'),
    title: 'Zultys MX',
    wire: { ...editions.ed4, csta: undefined, session: undefined },
    opening: 'loginRequest',
    loginRequest: {
      request: 'loginRequest',
      granted: ['loginResponce', 'loginResponse'],
      refused: ['loginFailed'],
      attributes: { type: 'User', platform: 'Hookswitch', version: '1', clientType: 'MXIE', forced: '0' },
      user: 'userName',
      password: 'pwd',
      wantsClear: ['2', '4'],
    },
    heartbeat: 'keepalive',
    divertedRings: true,
    tellsCauses: false,
    digitsIn: ['cad', 'userData', 'correlatorData'],
    agentPassword: 'clear',
    agentDeviceElement: 'physicalDevice',
  },
  'openscape-business': {
    ...ecma('ed4'),
    title: 'Unify OpenScape Business',
    login: { user: 'user', password: 'password' },
  },
  'mx-one': { ...ecma('ed4'), title: 'Mitel MX-ONE' },
  'mivoice-office-400': {
    ...ecma('ed5'),
    title: 'Mitel MiVoice Office 400',
    wire: { ...editions.ed5, prefix: 'csta' },
    deviceFormat: 'N<$>',
  },
  'eltex-ecss': {
    ...ecma('ed3'),
    title: 'Eltex ECSS-10',
    login: { ...plainLogin, namespace: 'http://eltex.org/csta' },
  },
} as const satisfies Readonly<Record<string, CstaDialect>>

export type DialectName = keyof typeof dialects
export const dialectNames = Object.keys(dialects) as [DialectName, ...DialectName[]]
