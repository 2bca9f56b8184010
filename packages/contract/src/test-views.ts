import type { CallView, PartyView } from './call-view.ts'
import type { LineView } from './frames.ts'

const customer: PartyView = {
  kind: 'known',
  number: '+14155550100',
  e164: '+14155550100',
  display: '+1 415-555-0100',
  name: null,
}

/** A line for tests: live, may dial. */
export function aLine(part: Partial<LineView> = {}): LineView {
  return {
    device: '1001',
    link: 'main',
    state: 'live',
    since: '2026-01-01T08:00:00.000Z',
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

/** A call for tests: ringing at 1001. */
export function aCall(part: Partial<CallView> = {}): CallView {
  return {
    id: 'call-1',
    link: 'main',
    direction: 'inbound',
    state: 'alerting',
    since: '2026-01-01T10:00:00.000Z',
    other: customer,
    calling: customer,
    called: { kind: 'known', number: '1001', e164: null, display: '1001', name: null },
    digits: null,
    queue: null,
    startedAt: '2026-01-01T10:00:00.000Z',
    answeredAt: null,
    endedAt: null,
    outcome: null,
    failure: null,
    answeredBy: null,
    reconstructed: false,
    legs: [],
    parties: [],
    consultsFor: null,
    consultedBy: null,
    about: null,
    offers: ['answerCall', 'rejectCall'],
    pop: null,
    notes: { text: '', version: 0 },
    ...part,
  }
}
