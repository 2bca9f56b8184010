import {
  builtInTemplate,
  newComponent,
  type ComponentKind,
  type ComponentOf,
  type Template,
} from '@hookswitch/contract'
import type { BulkTemplates } from '#store/bulk-templates.ts'
import type { NewFieldRow } from '#store/field-store.ts'
import type { NewScriptRow } from '#store/script-store.ts'
import type { Dice } from './dice.ts'

const builtIn = <Kind extends ComponentKind>(kind: Kind): ComponentOf<Kind> => {
  const found = builtInTemplate.components.find((it) => it.kind === kind)
  if (found === undefined) throw new Error(`The built-in template has no ${kind}.`)
  return found as ComponentOf<Kind>
}
const [caller, cases] = [builtIn('caller'), builtIn('cases')]
const [history, tasks] = [builtIn('history'), builtIn('tasks')]

/** Service: the script of the queue and what is open. */
const service: Template = {
  ...builtInTemplate,
  components: [
    caller,
    newComponent('script', 'script'),
    cases,
    history,
    tasks,
    {
      id: 'contact-fields',
      kind: 'customFields',
      labels: { en: 'About this person', de: 'Zur Person' },
      width: 'full',
      subject: 'contact',
      fields: [],
    },
  ],
}

/** Sales: what could be sold, and how good a customer it is. */
const sales: Template = {
  ...builtInTemplate,
  components: [
    caller,
    {
      ...history,
      rows: 4,
      width: 'wide',
      labels: { en: 'What we talked about', de: 'Worüber wir sprachen' },
    },
    {
      ...newComponent('opportunities', 'opportunities'),
      width: 'narrow',
      labels: { en: 'What we could sell', de: 'Verkaufschancen' },
    },
    {
      id: 'account-fields',
      kind: 'customFields',
      labels: { en: 'About the company', de: 'Zur Firma' },
      width: 'full',
      subject: 'account',
      fields: [],
    },
    { ...cases, labels: { en: 'Open with service', de: 'Beim Service offen' } },
    tasks,
  ],
}

const scripts: readonly NewScriptRow[] = [
  {
    name: 'Service greeting',
    queues: ['6001'],
    texts: {
      en: 'Thank you for calling, {caller.name}. My name is {agent.name}. Is it about case {case.number}?',
      de: 'Danke für Ihren Anruf, {caller.name}. Mein Name ist {agent.name}. Geht es um Vorgang {case.number}?',
    },
  },
]

const field = { kind: 'text', choices: [] } as const
const fields: readonly NewFieldRow[] = [
  {
    ...field,
    subject: 'contact',
    key: 'preferredTime',
    labels: { en: 'Best reached', de: 'Am besten erreichbar' },
  },
  {
    ...field,
    subject: 'contact',
    key: 'newsletter',
    kind: 'checkbox',
    labels: { en: 'Wants the newsletter', de: 'Möchte den Newsletter' },
  },
  {
    subject: 'account',
    key: 'grade',
    kind: 'choice',
    labels: { en: 'Grade', de: 'Stufe' },
    choices: [
      { value: 'gold', labels: { en: 'Gold', de: 'Gold' } },
      { value: 'silver', labels: { en: 'Silver', de: 'Silber' } },
      { value: 'fresh', labels: { en: 'New', de: 'Neu' } },
    ],
  },
  {
    ...field,
    subject: 'account',
    key: 'contractUntil',
    kind: 'date',
    labels: { en: 'Contract until', de: 'Vertrag bis' },
  },
]

/** A template for each of the two groups, so that two colleagues see two pops of one call. */
export function makeTemplates(
  dice: Dice,
  of: {
    readonly by: BulkTemplates['by']
    readonly groups: readonly { readonly id: string; readonly name: string }[]
  },
): BulkTemplates {
  const groupIds = (name: string): string[] => of.groups.filter((it) => it.name === name).map(({ id }) => id)
  const withId = <Thing extends object>(it: Thing) => ({ id: dice.uuid(), ...it })
  return {
    by: of.by,
    templates: [
      { id: dice.uuid(), name: 'Service', content: service, groupIds: groupIds('Service') },
      { id: dice.uuid(), name: 'Sales', content: sales, groupIds: groupIds('Sales') },
    ],
    scripts: scripts.map(withId),
    fields: fields.map(withId),
  }
}
