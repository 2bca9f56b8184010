import type { DirectoryView, LineView } from '@hookswitch/contract'
import { ago, customer, uuid } from './fixtures.ts'

/** Anna's telephone with everything that a good switch offers. */
export function aLine(part: Partial<LineView> = {}): LineView {
  return {
    device: '1001',
    link: 'main',
    state: 'live',
    since: ago(200),
    problem: null,
    canDial: true,
    doNotDisturb: false,
    muted: false,
    forwarding: [],
    agent: null,
    offers: [],
    reasons: [],
    parkSlots: [],
    pickupGroup: null,
    ...part,
  }
}

export const fullLine: Partial<LineView> = {
  forwarding: [{ kind: 'busy', active: true, to: '1009' }],
  agent: { state: 'ready', reason: null, since: ago(12), pending: null },
  offers: [
    'setAgentState',
    'setDoNotDisturb',
    'setForwarding',
    'setMicrophoneMute',
    'groupPickup',
    'directedPickup',
  ],
  reasons: [
    { code: '1', label: 'Lunch' },
    { code: '2', label: 'Training' },
  ],
  parkSlots: [
    { number: '701', name: 'Place 1' },
    { number: '702', name: 'Place 2' },
  ],
}

type Colleague = DirectoryView['colleagues'][number]
const colleague = (n: number, name: string, part: Partial<Colleague> = {}): Colleague => ({
  userId: uuid(70 + n),
  name,
  device: `100${n}`,
  team: n < 5 ? 'Service' : 'Sales',
  state: 'free',
  since: ago(3),
  call: null,
  ...part,
})
const other33 = { ...customer, number: '+33145220198', e164: '+33145220198', display: '+33 1 45 22 01 98' }

export const directory: DirectoryView = {
  colleagues: [
    colleague(1, 'Anna Becker'),
    colleague(2, 'Grace Turner', { state: 'onCall' }),
    colleague(3, 'Lena Vogt', {
      state: 'ringing',
      call: { id: 'theirs-1', other: other33, state: 'ringing', canPickUp: true },
    }),
    colleague(4, 'Marek Novak', { state: 'away' }),
    colleague(5, 'Priya Nair', { state: 'wrapUp' }),
    colleague(6, 'Sam Okafor', { state: 'offline' }),
    colleague(7, 'Tom Hartwig'),
  ],
  targets: [
    { kind: 'queue', name: 'Sales queue', number: '8001', occupied: null, call: null },
    { kind: 'voicemail', name: 'Team voicemail', number: '8500', occupied: null, call: null },
    {
      kind: 'park',
      name: 'Place 1',
      number: '701',
      occupied: true,
      call: { id: 'parked-1', other: other33, since: ago(1) },
    },
    { kind: 'park', name: 'Place 2', number: '702', occupied: false, call: null },
  ],
}
