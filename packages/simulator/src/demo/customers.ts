import type { Behaviour, CustomerPhone } from '#control-api.ts'

const answers: Behaviour = { kind: 'answer', afterMs: 4000 }

/**
 * Telephones of six countries that take calls, each in a way of its own. The numbers are of the ranges that regulators
 * keep free for fiction (NANPA, Ofcom, ComReg, Bundesnetzagentur, ARCEP, ACMA).
 */
export const customerPhones: readonly CustomerPhone[] = [
  { country: 'US', number: '+14155550100', name: 'Ada Lovelace', behaviour: answers },
  {
    country: 'US',
    number: '+12125550123',
    name: 'Grace Hopper',
    behaviour: { kind: 'answer', afterMs: 9000 },
  },
  { country: 'US', number: '+13125550177', name: 'Line engaged', behaviour: { kind: 'busy' } },
  { country: 'GB', number: '+442079460018', name: 'Mary Shelley', behaviour: answers },
  { country: 'GB', number: '+441632960042', name: 'Nobody at home', behaviour: { kind: 'ignore' } },
  { country: 'DE', number: '+493023125001', name: 'Clara Immerwahr', behaviour: answers },
  {
    country: 'DE',
    number: '+498999998012',
    name: 'Takes no calls',
    behaviour: { kind: 'refuse', afterMs: 3000 },
  },
  { country: 'FR', number: '+33199001234', name: 'Sophie Germain', behaviour: answers },
  {
    country: 'FR',
    number: '+33639981234',
    name: 'Number not in service',
    behaviour: { kind: 'notRegistered' },
  },
  {
    country: 'ES',
    number: '+34910000123',
    name: 'Lucía Ortega',
    behaviour: { kind: 'answer', afterMs: 6000 },
  },
  { country: 'AU', number: '+61255501234', name: 'Ruby Payne', behaviour: answers },
  { country: 'AU', number: '+61491570156', name: 'Rings until told', behaviour: { kind: 'ring' } },
]
