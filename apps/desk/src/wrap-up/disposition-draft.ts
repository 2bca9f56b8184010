import type { Disposition, DispositionField, Labels, NewDisposition } from '@hookswitch/contract'

/** A field of a disposition while it is typed. */
export interface FieldDraft extends Omit<DispositionField, 'choices'> {
  readonly choices: readonly DispositionField['choices'][number][]
  /** Names it while it has no key yet. */
  readonly row: string
}

export interface DispositionDraft {
  readonly labels: Labels
  readonly queueIds: readonly string[]
  readonly fields: readonly FieldDraft[]
}

export const emptyDraft: DispositionDraft = { labels: {}, queueIds: [], fields: [] }

export function draftOf({ labels, queueIds, fields }: Disposition): DispositionDraft {
  return { labels, queueIds, fields: fields.map((field) => ({ ...field, row: field.key })) }
}

/** As it is sent: without empty words, each field and choice with a key that stays. */
export function inputOf({ labels, queueIds, fields }: DispositionDraft): Omit<NewDisposition, 'position'> {
  const taken = new Set(fields.map(({ key }) => key).filter((key) => key !== ''))
  return {
    labels: said(labels),
    queueIds: [...queueIds],
    fields: fields.map((field) => {
      const values = new Set(field.choices.map(({ value }) => value).filter((value) => value !== ''))
      return {
        kind: field.kind,
        required: field.required,
        key: field.key === '' ? newKey(field.labels, taken) : field.key,
        labels: said(field.labels),
        choices:
          field.kind === 'choice'
            ? field.choices.map((choice) => ({
                value: choice.value === '' ? newKey(choice.labels, values) : choice.value,
                labels: said(choice.labels),
              }))
            : [],
      }
    }),
  }
}

/** Whether both would be kept alike: a word typed and taken away again is none, and queues have no order. */
export function isSameDraft(one: DispositionDraft, other: DispositionDraft): boolean {
  const kept = (it: DispositionDraft): string =>
    JSON.stringify(inputOf({ ...it, queueIds: it.queueIds.toSorted() }))
  return kept(one) === kept(other)
}

/** What keeps it from being sent. */
export function faultOf({ labels, fields }: DispositionDraft): 'name' | 'fieldName' | 'choices' | null {
  if (isEmpty(labels)) return 'name'
  if (fields.some((field) => isEmpty(field.labels))) return 'fieldName'
  const choices = fields.filter(({ kind }) => kind === 'choice').map((field) => field.choices)
  return choices.some((all) => all.length === 0 || all.some((one) => isEmpty(one.labels))) ? 'choices' : null
}

const said = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([, text]) => text.trim() !== ''))
const isEmpty = (labels: Labels): boolean => Object.keys(said(labels)).length === 0

/** A key made of the first words that make one: `Amount sold` is `amountSold`. */
function newKey(labels: Labels, taken: Set<string>): string {
  const words = [labels['en'] ?? '', ...Object.values(labels)]
  const base = words.map(toKey).find((key) => key !== '') ?? 'field'
  let key = base
  for (let count = 2; taken.has(key); count += 1) key = `${base}${count}`
  taken.add(key)
  return key
}

function toKey(text: string): string {
  const words =
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? []
  const joined = words.map((word, at) => (at === 0 ? word : word[0]?.toUpperCase() + word.slice(1))).join('')
  return joined.replace(/^[0-9]+/, '').slice(0, 30)
}
