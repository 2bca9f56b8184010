import type { ColleagueView, Contact, DirectoryView } from '@hookswitch/contract'
import { describe, expect, it } from 'vitest'
import { stillFitting, targetsFor } from './targets.ts'

const colleague = (name: string, device: string, state: ColleagueView['state'] = 'free'): ColleagueView => ({
  userId: name,
  name,
  device,
  team: 'Service',
  state,
  since: '2026-01-01T08:00:00.000Z',
  call: null,
})
const directory: DirectoryView = {
  colleagues: [
    colleague('Tom Hartwig', '1007', 'onCall'),
    colleague('Tomás Müller', '1003'),
    colleague('Zoe Tomlin', '1004', 'offline'),
  ],
  targets: [
    { kind: 'queue', name: 'Sales', number: '8001', occupied: null, call: null },
    { kind: 'park', name: 'Place 1', number: '701', occupied: true, call: null },
  ],
}
const contact = {
  id: 'c1',
  name: 'Tomke Jansen',
  accountName: 'Nordlicht',
  phones: [
    { label: 'work', text: '040 1', e164: '+49401', display: '+49 40 1' },
    { label: 'mobile', text: '0171 2', e164: null, display: '0171 2' },
  ],
} as unknown as Contact
const find = (text: string, part: { contacts?: Contact[]; typed?: string } = {}): readonly string[] =>
  targetsFor(text, {
    directory,
    contacts: part.contacts ?? [],
    typed: part.typed === undefined ? null : { text: part.typed, display: part.typed },
  }).map((target) => `${target.name} ${target.number}`)

describe('targetsFor', () => {
  it('has colleagues first, free ones before others, then contacts with each number, then places, then the number', () => {
    expect(find('tom', { contacts: [contact] })).toEqual([
      'Tomás Müller 1003',
      'Tom Hartwig 1007',
      'Zoe Tomlin 1004',
      'Tomke Jansen +49401',
      'Tomke Jansen 0171 2',
    ])
    expect(find('+4930555', { typed: '+4930555' })).toEqual(['+4930555 +4930555'])
  })

  it('finds by beginnings of words, without accents, by number and by team', () => {
    expect(find('muller')).toEqual(['Tomás Müller 1003'])
    expect(find('hart to')).toEqual(['Tom Hartwig 1007'])
    expect(find('ller')).toEqual([])
    expect(find('1007')).toEqual(['Tom Hartwig 1007'])
    expect(find('service')).toHaveLength(3)
    expect(find('sal')).toEqual(['Sales 8001'])
  })

  it('names an extension once, although it was typed as a number', () => {
    expect(find('1007', { typed: '1007' })).toEqual(['Tom Hartwig 1007'])
  })

  it('shows all when nothing was typed', () => {
    expect(find('')).toHaveLength(5)
  })
})

describe('stillFitting', () => {
  it('leaves nobody in the list whom the longer text does not mean', () => {
    const targets = targetsFor('to', { directory, contacts: [], typed: null })
    expect(stillFitting('tom h', targets).map((it) => it.name)).toEqual(['Tom Hartwig'])
    expect(stillFitting('tobias', targets)).toEqual([])
  })
})
