/** Whom the demonstration's company employs and sells to. All invented; numbers are of ranges kept free for fiction. */

export interface Employee {
  readonly userName: string
  readonly name: string
  readonly role: 'agent' | 'supervisor' | 'administrator'
  readonly extension: string | null
  readonly team: string
  readonly group: 'Service' | 'Sales'
  /** Where this person works: the page speaks its language. */
  readonly location: 'Boston' | 'Berlin'
}

export const groups = [{ name: 'Service' }, { name: 'Sales' }] as const

export const locations = [
  { name: 'Boston', language: 'en', country: 'US', timeZone: 'America/New_York' },
  { name: 'Berlin', language: 'de', country: 'DE', timeZone: 'Europe/Berlin' },
] as const

/** Those of the simulated telephone system. */
export const queues = [{ number: '6001', name: 'Service' }] as const

const care = { team: 'Customer Care', group: 'Service', location: 'Boston' } as const
const support = { team: 'Technical Support', group: 'Service', location: 'Boston' } as const
const berlin = { team: 'Kundenservice Berlin', group: 'Service', location: 'Berlin' } as const
const sales = { team: 'Inside Sales', group: 'Sales', location: 'Boston' } as const
const vertrieb = { team: 'Vertrieb Berlin', group: 'Sales', location: 'Berlin' } as const

/** The extensions and their names are those of the simulated telephone system. */
export const employees: readonly Employee[] = [
  { userName: 'agent1', name: 'Amelia Hart', role: 'agent', extension: '1001', ...care },
  { userName: 'agent2', name: 'Noah Brandt', role: 'agent', extension: '1002', ...vertrieb },
  { userName: 'agent3', name: 'Sofia Ricci', role: 'agent', extension: '1003', ...care },
  { userName: 'agent4', name: 'Liam Okafor', role: 'agent', extension: '1004', ...care },
  { userName: 'agent5', name: 'Emma Dubois', role: 'agent', extension: '1005', ...support },
  { userName: 'agent6', name: 'Mateo Alvarez', role: 'agent', extension: '1006', ...support },
  { userName: 'agent7', name: 'Hannah Vogel', role: 'agent', extension: '1007', ...berlin },
  { userName: 'agent8', name: 'Lucas Moreau', role: 'agent', extension: '1008', ...support },
  { userName: 'agent9', name: 'Priya Nair', role: 'agent', extension: '1009', ...sales },
  { userName: 'agent10', name: 'Oscar Lind', role: 'agent', extension: '1010', ...sales },
  { userName: 'agent11', name: 'Mia Keller', role: 'agent', extension: '1011', ...berlin },
  { userName: 'agent12', name: 'Tom Whitaker', role: 'agent', extension: '1012', ...support },
  { userName: 'supervisor1', name: 'Ingrid Falk', role: 'supervisor', extension: null, ...care },
  { userName: 'admin', name: 'Robin Tanaka', role: 'administrator', extension: null, ...support },
]

export type CustomerCountry = 'US' | 'DE' | 'GB' | 'FR' | 'CA' | 'AU'

interface Region {
  readonly country: CustomerCountry
  readonly cities: readonly [string, ...string[]]
  readonly given: readonly [string, ...string[]]
  readonly family: readonly [string, ...string[]]
  /** E.164 with `x` for any digit; each range is kept free for fiction by its regulator. */
  readonly landlines: readonly [string, ...string[]]
  readonly mobiles: readonly [string, ...string[]]
}

export const regions: readonly [Region, ...Region[]] = [
  {
    country: 'US',
    cities: ['San Francisco', 'New York', 'Chicago', 'Austin', 'Seattle', 'Denver', 'Boston', 'Atlanta'],
    given: [
      'James',
      'Olivia',
      'Ethan',
      'Ava',
      'Marcus',
      'Naomi',
      'Daniel',
      'Chloe',
      'Andre',
      'Rachel',
      'Kevin',
      'Maya',
    ],
    family: [
      'Walker',
      'Bennett',
      'Ramirez',
      'Coleman',
      'Foster',
      'Nguyen',
      'Patel',
      'Sullivan',
      'Brooks',
      'Jensen',
      'Hayes',
      'Ortiz',
    ],
    landlines: [
      '+141555501xx',
      '+121255501xx',
      '+131255501xx',
      '+151255501xx',
      '+120655501xx',
      '+130355501xx',
      '+161755501xx',
      '+140455501xx',
    ],
    mobiles: ['+191755501xx', '+162855501xx', '+177355501xx', '+173755501xx', '+142555501xx', '+172055501xx'],
  },
  {
    country: 'DE',
    cities: ['Berlin', 'Hamburg', 'München', 'Köln', 'Frankfurt am Main'],
    given: [
      'Jürgen',
      'Sabine',
      'Anke',
      'Torsten',
      'Katharina',
      'Björn',
      'Ursula',
      'Matthias',
      'Lena',
      'Uwe',
      'Käthe',
      'Jörg',
    ],
    family: [
      'Schäfer',
      'Groß',
      'Hoffmann',
      'Krüger',
      'Lindemann',
      'Böhm',
      'Weiß',
      'Neumann',
      'Pohl',
      'Möller',
      'Zimmermann',
      'Seidel',
    ],
    landlines: ['+493023125xxx', '+494066969xxx', '+498999998xxx', '+492214710xxx', '+496990009xxx'],
    mobiles: ['+4917139200xx'],
  },
  {
    country: 'GB',
    cities: ['London', 'Manchester', 'Leeds', 'Edinburgh', 'Cardiff'],
    given: ['Harriet', 'Oliver', 'Imogen', 'Callum', 'Aisha', 'George', 'Freya', 'Rhys', 'Poppy', 'Alastair'],
    family: [
      'Thornton',
      'Ashworth',
      'Mackenzie',
      'Pritchard',
      'Okoro',
      'Hughes',
      'Whitfield',
      'Campbell',
      'Sinclair',
      'Bailey',
    ],
    landlines: ['+442079460xxx', '+441614960xxx', '+441134960xxx', '+441314960xxx', '+442920180xxx'],
    mobiles: ['+442079460xxx', '+441914980xxx'],
  },
  {
    country: 'FR',
    cities: ['Paris', 'Lyon', 'Marseille', 'Nantes', 'Lille'],
    given: ['Élodie', 'Théo', 'Camille', 'Benoît', 'Noémie', 'Rémi', 'Céline', 'François', 'Aurélie', 'Hugo'],
    family: [
      'Lefèvre',
      'Garnier',
      'Chevalier',
      'Béranger',
      'Rousseau',
      'Fontaine',
      'Marchand',
      'Perrin',
      'Dumas',
      'Noël',
    ],
    landlines: ['+3319900xxxx', '+3326191xxxx', '+3335301xxxx', '+3346571xxxx', '+3353649xxxx'],
    mobiles: ['+3319900xxxx', '+3346571xxxx'],
  },
  {
    country: 'CA',
    cities: ['Toronto', 'Vancouver', 'Montréal', 'Calgary'],
    given: ['Owen', 'Amélie', 'Nathan', 'Sierra', 'Étienne', 'Harper', 'Gabriel', 'Simone'],
    family: ['Tremblay', 'MacDonald', 'Bouchard', 'Singh', 'Fraser', 'Gagnon', 'Chan', 'Leclerc'],
    landlines: ['+141655501xx', '+160455501xx', '+151455501xx', '+140355501xx'],
    mobiles: ['+164755501xx', '+177855501xx', '+143855501xx', '+158755501xx'],
  },
  {
    country: 'AU',
    cities: ['Sydney', 'Melbourne', 'Brisbane', 'Perth'],
    given: ['Lachlan', 'Matilda', 'Cooper', 'Isla', 'Jarrah', 'Bronte', 'Angus', 'Zoe'],
    family: ['Mitchell', 'Fraser', 'Nguyen', 'Kowalski', 'Gibson', 'Papadopoulos', 'Harding', 'Reid'],
    landlines: [
      '+6125550xxxx',
      '+6127010xxxx',
      '+6135550xxxx',
      '+6137010xxxx',
      '+6175550xxxx',
      '+6185550xxxx',
    ],
    mobiles: ['+61491570xxx'],
  },
]

export const industries: readonly [string, ...string[]] = [
  'Engineering',
  'Logistics',
  'Healthcare',
  'Retail',
  'Food',
  'Energy',
  'Education',
  'Construction',
  'Software',
  'Printing',
]
export const companyWords: readonly [string, ...string[]] = [
  'Alder',
  'Beacon',
  'Cobalt',
  'Delta',
  'Ember',
  'Fjord',
  'Granite',
  'Harbour',
  'Iris',
  'Juniper',
  'Kestrel',
  'Lumen',
  'Meridian',
  'Nimbus',
  'Orchard',
  'Pioneer',
  'Quartz',
  'Ridge',
  'Summit',
  'Tidal',
  'Umbra',
  'Vector',
  'Willow',
  'Zenith',
]
export const companyForms: Readonly<Record<CustomerCountry, readonly [string, ...string[]]>> = {
  US: ['Systems Inc.', 'Supply Co.', 'Labs LLC', 'Partners Inc.'],
  DE: ['Technik GmbH', 'Logistik GmbH', 'Werke AG', 'Handel KG'],
  GB: ['Instruments Ltd', 'Trading Ltd', 'Group plc', 'Foods Ltd'],
  FR: ['Industries SA', 'Services SARL', 'Distribution SAS', 'Conseil SAS'],
  CA: ['Timber Ltd.', 'Medical Inc.', 'Digital Inc.'],
  AU: ['Mining Pty Ltd', 'Solar Pty Ltd', 'Freight Pty Ltd'],
}
export const titles: readonly [string, ...string[]] = [
  'Head of Purchasing',
  'Office Manager',
  'Operations Lead',
  'Managing Director',
  'Plant Manager',
  'Accountant',
  'IT Administrator',
  'Service Engineer',
  'Project Manager',
  'Receptionist',
]
export const subjects: readonly [string, ...string[]] = [
  'Delivery arrived incomplete',
  'Invoice shows the wrong tax rate',
  'Device does not switch on',
  'Question about the warranty',
  'Change of delivery address',
  'Quote for twenty more units',
  'Error 42 after the update',
  'Refund not received yet',
  'Spare part for model K-200',
  'Training for new staff',
  'Contract renewal',
  'Meter reading is not plausible',
  'Access for a second user',
  'Replacement took too long',
  'Calibration certificate missing',
  'Order placed twice',
]
export const tasks: readonly [string, ...string[]] = [
  'Call back about the quote',
  'Send the signed contract',
  'Check the delivery with the warehouse',
  'Confirm the appointment',
  'Ask for photos of the damage',
  'Prepare the renewal offer',
]
export const notes: readonly [string, ...string[]] = [
  'Was friendly, wants an answer by e-mail.',
  'Explained the next steps; customer agrees.',
  'Left a message on the voice mail.',
  'Asked for a call back next week.',
  'Problem solved on the phone.',
  'Sent the instructions again.',
  'Escalated to Technical Support.',
]

/** What is offered to customers; to those in Germany in their language. */
export const deals = [
  'Replacement of the switchboard',
  'Twenty headsets',
  'Contract for spare parts',
  'Training for the new office',
  'Upgrade of the control unit',
  'Service contract, two years',
  'Second production line',
  'Trial of the remote sensors',
] as const
export const germanDeals = [
  'Ablösung der alten Telefonanlage',
  'Wartungsvertrag über zwei Jahre',
  'Zweite Fertigungsstraße',
  'Schulung für das neue Büro',
  'Ersatzteile im Rahmenvertrag',
  'Erprobung der Fernmessung',
] as const
