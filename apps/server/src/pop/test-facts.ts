import type { PopRule } from '@hookswitch/contract'
import type { RuleCaller, RuleFacts, RuleUser } from './rule-facts.ts'

export const agent: RuleUser = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'Grace Ng',
  role: 'agent',
  groupId: null,
  team: 'Service',
  timeZone: 'Europe/Berlin',
  tenantTimeZone: 'Europe/Berlin',
}

export const ada: RuleCaller = {
  kind: 'known',
  contactId: '00000000-0000-4000-8000-00000000000a',
  accountId: '00000000-0000-4000-8000-00000000000b',
  country: 'US',
  industry: 'Machines',
  caseId: null,
  hasMatches: true,
}

export const nobody: RuleCaller = {
  kind: 'unknown',
  contactId: null,
  accountId: null,
  country: null,
  industry: null,
  caseId: null,
  hasMatches: false,
}

/** A call that rings: Saturday, 21 November 2026, 19:30 in Berlin. */
export const rings: RuleFacts = {
  moment: 'ringing',
  at: Date.parse('2026-11-21T18:30:00Z'),
  direction: 'inbound',
  queue: null,
  dialled: { text: '1001', e164: null },
  number: { text: '0014155550100', e164: '+14155550100' },
  digits: null,
  caller: ada,
  user: agent,
  words: { 'call.id': 'main:1', 'contact.id': '00000000-0000-4000-8000-00000000000a' },
}

export function aRule(part: Partial<PopRule> = {}): PopRule {
  return {
    id: 'r1',
    name: 'Rule',
    active: true,
    when: 'ringing',
    conditions: [],
    what: { kind: 'list' },
    ...part,
  }
}
