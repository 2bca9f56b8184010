/** What a pop is drawn from: an administrator's template, and what of it one user gets. */
import { callCommands } from '@hookswitch/model'
import { z } from 'zod'
import { urlTemplate } from './call-text.ts'
import { customField, fieldKey, fieldSubjects } from './custom-fields.ts'
import { labels, pickLabel } from './labels.ts'
import { id } from './records.ts'

/** What each component may show, in the order in which it does so when nobody says otherwise. */
export const componentColumns = {
  caller: ['title', 'company', 'number', 'reason', 'accountNumber', 'place', 'email', 'phones'],
  account: ['name', 'number', 'industry', 'city', 'country'],
  cases: ['number', 'priority', 'status', 'type', 'origin', 'openedAt', 'owner', 'contactName'],
  opportunities: ['stage', 'amount', 'closeOn', 'owner'],
  tasks: ['dueOn', 'owner'],
  history: ['at', 'text', 'outcome', 'user', 'duration'],
} as const
export type ListedKind = keyof typeof componentColumns
export type ColumnOf<Kind extends ListedKind> = (typeof componentColumns)[Kind][number]

export const componentKinds = [
  'caller',
  'account',
  'cases',
  'opportunities',
  'tasks',
  'history',
  'notes',
  'script',
  'customFields',
  'webPanel',
  'links',
] as const
export type ComponentKind = (typeof componentKinds)[number]

/** `full` has a line for itself; two others that follow each other share one. */
export const componentWidths = ['full', 'wide', 'narrow'] as const

const base = z.object({
  /** Names it within its template. */
  id: z.string().regex(/^[A-Za-z0-9-]{1,40}$/),
  labels: labels.default({}),
  width: z.enum(componentWidths).default('full'),
})

function listed<Kind extends ListedKind>(kind: Kind) {
  const fields = componentColumns[kind] as readonly [string, ...string[]]
  const field = z.enum(fields) as unknown as z.ZodType<ColumnOf<Kind>>
  return base.extend({
    kind: z.literal(kind),
    columns: z
      .array(z.object({ field, labels: labels.default({}) }))
      .max(fields.length)
      .refine((all) => new Set(all.map((it) => it.field)).size === all.length, 'Each column once.'),
    /** So many are shown at once; the others are a press away. */
    rows: z.int().min(1).max(50).default(10),
  })
}

export const templateComponent = z.discriminatedUnion('kind', [
  listed('caller'),
  listed('account'),
  listed('cases'),
  listed('opportunities'),
  listed('tasks'),
  listed('history'),
  base.extend({ kind: z.literal('notes') }),
  /** Null: the script of the call's queue. */
  base.extend({ kind: z.literal('script'), scriptId: id.nullable().default(null) }),
  /** No fields named: all of them. */
  base.extend({
    kind: z.literal('customFields'),
    subject: z.enum(fieldSubjects),
    fields: z.array(fieldKey).max(100).default([]),
  }),
  base.extend({
    kind: z.literal('webPanel'),
    url: urlTemplate,
    /** CSS pixels. */
    height: z.int().min(100).max(1_200).default(320),
  }),
  base.extend({
    kind: z.literal('links'),
    links: z.array(z.object({ labels: labels.default({}), url: urlTemplate })).max(20),
  }),
])

/** Nobody can take these from an agent: to take a call, to refuse it, to leave it, to come back to who waits. */
export const essentialActions = [
  'answerCall',
  'rejectCall',
  'clearConnection',
  'retrieveCall',
  'reconnectCall',
  'alternateCall',
] as const satisfies readonly (typeof callCommands)[number][]

/** What the page does by itself with a call: say who it is, make a record of him, fill in fields. */
export const pageActions = ['chooseCaller', 'createContact', 'changeFields'] as const
export const callActions = [...callCommands, ...pageActions] as const
export type CallAction = (typeof callActions)[number]

/** What a template may allow or not. */
export const optionalActions = callActions.filter(
  (it) => !(essentialActions as readonly string[]).includes(it),
)
const optionalAction = z.enum(optionalActions as [CallAction, ...CallAction[]])

export const template = z.object({
  components: z
    .array(templateComponent)
    .min(1)
    .max(40)
    .refine((all) => new Set(all.map((it) => it.id)).size === all.length, 'Each component once.'),
  /** Beside the essential ones. */
  actions: z.array(optionalAction).max(callActions.length),
})

/** All that a template of these optional actions lets a user do. */
export function allowedActions(actions: readonly CallAction[]): ReadonlySet<CallAction> {
  return new Set([...essentialActions, ...actions])
}

/** Which template a call is shown by, and what may be done with the call now. */
export const templateOfCall = z.object({
  /** Changes with everything that changes what the user would see; `myTemplate` tells the same one. */
  key: z.string(),
  /** Null for the built-in one. */
  id: id.nullable(),
  /** As published; 0 for the built-in one. */
  version: z.int(),
  language: z.string(),
  /** Never more than the template allows: the server refuses all else. */
  actions: z.array(z.enum(callActions)),
})

/** A text that is read to callers. */
export const callScript = z.object({
  id,
  name: z.string().min(1).max(100),
  /** By language. */
  texts: z.record(z.string().max(12), z.string().max(10_000)),
  /** Numbers of queues: a component that names no script shows that of the call's queue. */
  queues: z.array(z.string().min(1).max(64)).max(100),
})

/** A template with everything that it takes to draw it, for one user. */
export const myTemplate = z.object({
  key: z.string(),
  id: id.nullable(),
  version: z.int(),
  /** In which its labels are looked for, best first. */
  languages: z.array(z.string()),
  template,
  scripts: z.array(callScript),
  fields: z.array(customField),
})

export type TemplateComponent = z.infer<typeof templateComponent>
export type Template = z.infer<typeof template>
export type TemplateOfCall = z.infer<typeof templateOfCall>
export type CallScript = z.infer<typeof callScript>
export type MyTemplate = z.infer<typeof myTemplate>
export type ComponentOf<Kind extends ComponentKind> = Extract<TemplateComponent, { kind: Kind }>

/** The script that a component shows in a call, in the reader's language; null where there is none. */
export function scriptFor(
  { scriptId }: Pick<ComponentOf<'script'>, 'scriptId'>,
  { scripts, languages }: Pick<MyTemplate, 'scripts' | 'languages'>,
  queue: string | null,
): string | null {
  const script = scripts.find((it) =>
    scriptId === null ? queue !== null && it.queues.includes(queue) : it.id === scriptId,
  )
  return script === undefined ? null : pickLabel(script.texts, languages)
}

const columns = <Kind extends ListedKind>(kind: Kind) =>
  componentColumns[kind].map((field) => ({ field: field as ColumnOf<Kind>, labels: {} }))

/** What everybody sees whose group has no template of its own. */
export const builtInTemplate: Template = {
  components: [
    { id: 'caller', kind: 'caller', labels: {}, width: 'full', columns: columns('caller'), rows: 10 },
    { id: 'cases', kind: 'cases', labels: {}, width: 'full', columns: columns('cases'), rows: 3 },
    { id: 'history', kind: 'history', labels: {}, width: 'wide', columns: columns('history'), rows: 10 },
    { id: 'tasks', kind: 'tasks', labels: {}, width: 'narrow', columns: columns('tasks'), rows: 10 },
  ],
  actions: [...optionalActions],
}

/** A component as it is when somebody adds it. */
export function newComponent(kind: ComponentKind, name: string): TemplateComponent {
  const common = { id: name, labels: {}, width: 'full' as const }
  switch (kind) {
    case 'caller':
    case 'account':
    case 'cases':
    case 'opportunities':
    case 'tasks':
    case 'history':
      return { ...common, kind, columns: columns(kind), rows: kind === 'cases' ? 3 : 10 } as TemplateComponent
    case 'notes':
      return { ...common, kind }
    case 'script':
      return { ...common, kind, scriptId: null }
    case 'customFields':
      return { ...common, kind, subject: 'contact', fields: [] }
    case 'webPanel':
      return { ...common, kind, url: 'https://example.com/', height: 320 }
    case 'links':
      return { ...common, kind, links: [] }
  }
}
