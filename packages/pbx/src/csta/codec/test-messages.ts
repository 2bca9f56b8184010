/** Messages made from the tables: every field of every message, for the tests that go round and against the schemas. */
import fc from 'fast-check'
import type { Draft, MessageKind } from './messages.ts'
import { messageShapes } from './messages.ts'
import type { Field, Shape } from './shape.ts'
import { connection } from './tables/common.table.ts'
import type { XmlElement } from './xml.ts'

export const messageKinds: readonly MessageKind[] = [...messageShapes.keys()] as MessageKind[]

/** Text that XML can carry and that does not begin with a line break, which a reader takes for pretty-printing. */
const anyText = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((text) => text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, ''))
const foreignElement: fc.Arbitrary<XmlElement> = anyText.map((text) => ({
  name: 'v:note',
  attributes: { 'xmlns:v': 'urn:example:vendor', level: text },
  children: [{ name: 'v:inner', attributes: {}, children: [], text }],
  text: '',
}))

/** Any value that a field may be written with. */
export function valueOf(shape: Shape): fc.Arbitrary<unknown> {
  if (shape === connection) {
    const [callID, deviceID] = [anyText, valueOf({ kind: 'device' })]
    return fc.oneof(fc.record({ callID, deviceID }), fc.record({ callID }), fc.record({ deviceID }))
  }
  switch (shape.kind) {
    case 'text':
      return anyText
    case 'flag':
      return fc.boolean()
    case 'int':
      return fc.integer({ min: 0, max: 1000 })
    case 'hex':
      return fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('hex').toUpperCase())
    case 'empty':
      return fc.constant(true)
    case 'device':
      return fc.record(
        {
          id: anyText,
          typeOfNumber: fc.constantFrom('dialingNumber', 'deviceNumber', 'explicitPublic:international'),
        },
        { requiredKeys: ['id'] },
      )
    case 'destinations':
      return fc.array(valueOf({ kind: 'device' }), { minLength: 1, maxLength: 3 })
    case 'open':
      return fc.array(foreignElement, { maxLength: 2 })
    case 'word':
      return fc.constantFrom(...shape.words)
    case 'flags':
      return fc.record(Object.fromEntries(shape.names.map((flag) => [flag, fc.boolean()])), {
        requiredKeys: [],
      })
    case 'list':
      return fc.array(valueOf(shape.of), { maxLength: 2 })
    case 'struct':
      return fieldsOf(shape.fields, [])
    case 'choice':
      return fc.oneof(
        ...[...shape.options].map(([kind, option]) =>
          option.kind === 'empty' ? fc.constant({ kind }) : valueOf(option).map((value) => ({ kind, value })),
        ),
      )
  }
}

function fieldsOf(fields: ReadonlyMap<string, Field>, always: readonly string[]): fc.Arbitrary<object> {
  const members = Object.fromEntries([...fields].map(([name, field]) => [name, valueOf(field.shape)]))
  const required = [...fields].filter(([name, field]) => field.required || always.includes(name))
  return fc.record(members, { requiredKeys: required.map(([name]) => name) })
}

/** Any writable message of a kind; with `full`, one that has every top-level field. */
export function draftOf(kind: MessageKind, full = false): fc.Arbitrary<Draft> {
  const shape = messageShapes.get(kind)
  if (shape?.kind === 'choice') return valueOf(shape).map((error) => ({ kind, error }) as Draft)
  if (shape?.kind !== 'struct') throw new TypeError(`${kind} is neither a sequence nor a choice`)
  return fieldsOf(shape.fields, full ? [...shape.fields.keys()] : []).map(
    (body) => ({ kind, ...body }) as Draft,
  )
}
