import { entryFields, entryLimits, entryTexts } from '@hookswitch/contract'
import * as Y from 'yjs'

/** A document as it is, never changed in place: a change makes another one. */
export interface EntryDoc {
  readonly doc: Y.Doc
  /** All of it, as one update. */
  readonly state: Uint8Array
  readonly vector: Uint8Array
  readonly texts: Readonly<Record<EntryText, string>>
}

export type EntryText = (typeof entryTexts)[number]

/** What became of an update. `update` is what it changed and no more: that is kept and told. */
export type Joined =
  | { readonly kind: 'joined'; readonly next: EntryDoc; readonly update: Uint8Array }
  | { readonly kind: 'same' }
  | { readonly kind: 'refused'; readonly code: 'entryMalformed' | 'entryTooLarge' | 'entryBehind' }

const textNames: ReadonlySet<string> = new Set(entryTexts)
const fieldNames: ReadonlySet<string> = new Set(entryFields)
/**
 * Pieces that a document may be in, and that one update may bring. Yjs finds the place of a piece among those that were put in
 * the same place: whoever puts thousands there makes it slow. An hour of corrections is some hundred pieces.
 */
const mostPieces = { document: 3_000, update: 1_000 }
/** The only map; its keys are the names of typed fields. */
const fieldsName = 'fields'

export function entryDocOf(updates: readonly Uint8Array[]): EntryDoc {
  const doc = newDoc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return seal(doc)
}

/** What somebody with this vector lacks; undefined for a vector that cannot be read. */
export function lackingIn({ doc }: EntryDoc, vector: Uint8Array): Uint8Array | undefined {
  try {
    return Y.encodeStateAsUpdate(doc, vector)
  } catch {
    return undefined
  }
}

/**
 * Takes an update of somebody who may be hostile. It is first tried on a copy, so that what is refused leaves no trace:
 * Yjs itself would keep parts that refer to what it does not know, for ever.
 */
export function join(before: EntryDoc, update: Uint8Array): Joined {
  if (update.byteLength > entryLimits.update) return { kind: 'refused', code: 'entryTooLarge' }
  try {
    const { structs } = Y.decodeUpdate(update)
    if (!structs.every(isOurs)) return { kind: 'refused', code: 'entryMalformed' }
    const fresh = structs.filter(
      ({ id, length }) => id.clock + length > Y.getState(before.doc.store, id.client),
    )
    if (fresh.length > mostPieces.update) return { kind: 'refused', code: 'entryTooLarge' }
  } catch {
    return { kind: 'refused', code: 'entryMalformed' }
  }
  return change(before, (doc) => Y.applyUpdate(doc, update))
}

/**
 * What a call that became one with this, and this, each have for their callers, where that would stand in one text from now
 * on; null where it stands there already.
 */
export function shownApart(
  before: EntryDoc,
  whole: Uint8Array,
): { readonly own: string; readonly other: string } | null {
  const isNews = change(before, (doc) => Y.applyUpdate(doc, whole)).kind === 'joined'
  return isNews ? { own: before.texts.shared, other: entryDocOf([whole]).texts.shared } : null
}

/** Takes the whole document of a call that became one with this. Its notes stand on lines of their own. Again: nothing. */
export function absorb(before: EntryDoc, client: number, whole: Uint8Array): Joined {
  const own = before.texts.notes
  const joined = change(before, (doc) => Y.applyUpdate(doc, whole))
  if (joined.kind !== 'joined' || own === '') return joined
  const both = joined.next.texts.notes
  const other = both.startsWith(own) ? both.slice(own.length) : both.slice(0, both.length - own.length)
  const seam = both === own + other ? own.length : both === other + own ? other.length : undefined
  if (seam === undefined || other === '' || both[seam - 1] === '\n') return joined
  const parted = edit(joined.next, client, (doc) => doc.getText('notes').insert(seam, '\n'))
  if (parted.kind !== 'joined') return joined
  return { ...parted, update: Y.mergeUpdates([joined.update, parted.update]) }
}

/** A change by the server itself. `client`: under which number it writes. */
export function edit(before: EntryDoc, client: number, work: (doc: Y.Doc) => void): Joined {
  return change(before, (doc) => {
    doc.clientID = client
    doc.transact(() => work(doc))
  })
}

function change(before: EntryDoc, work: (doc: Y.Doc) => void): Joined {
  const doc = newDoc()
  Y.applyUpdate(doc, before.state)
  const changes: Uint8Array[] = []
  doc.on('update', (part: Uint8Array) => changes.push(part))
  try {
    work(doc)
  } catch {
    // Yjs throws what its decoder happens to meet: the sender need not be told more than that.
    return { kind: 'refused', code: 'entryMalformed' }
  }
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
    return { kind: 'refused', code: 'entryBehind' }
  if (changes.length === 0) return { kind: 'same' }
  const next = seal(doc)
  const fault = faultOf(next)
  if (fault !== undefined) return { kind: 'refused', code: fault }
  return { kind: 'joined', next, update: Y.mergeUpdates(changes) }
}

function newDoc(): Y.Doc {
  const doc = new Y.Doc()
  for (const name of entryTexts) doc.getText(name)
  doc.getMap(fieldsName)
  return doc
}

function seal(doc: Y.Doc): EntryDoc {
  const texts = Object.fromEntries(
    // oxlint-disable-next-line typescript/no-base-to-string -- a text of Yjs has a toString of its own
    entryTexts.map((name) => [name, doc.getText(name).toString()]),
  ) as Record<EntryText, string>
  return { doc, state: Y.encodeStateAsUpdate(doc), vector: Y.encodeStateVector(doc), texts }
}

function faultOf({ doc, state, texts }: EntryDoc): 'entryTooLarge' | 'entryMalformed' | undefined {
  if (state.byteLength > entryLimits.document) return 'entryTooLarge'
  const pieces = [...doc.store.clients.values()].reduce((sum, { length }) => sum + length, 0)
  if (pieces > mostPieces.document) return 'entryTooLarge'
  for (const name of entryTexts) {
    if (texts[name].length > entryLimits.text) return 'entryTooLarge'
    // Something that is not text, and would shift every later change of a colleague.
    if (doc.getText(name).length !== texts[name].length) return 'entryMalformed'
    // What a field of a page cannot hold: it would count its characters otherwise than we do.
    if (!isPlain(texts[name], name === 'notes' || name === 'shared')) return 'entryMalformed'
  }
  for (const [name, value] of doc.getMap(fieldsName)) {
    if (!fieldNames.has(name) || !(value === null || typeof value === 'string')) return 'entryMalformed'
    if (value !== null && value.length > entryLimits.field) return 'entryTooLarge'
  }
  return undefined
}

/** Lines end as pages end them, and fields of one line have one. */
function isPlain(text: string, hasLines: boolean): boolean {
  return !text.includes('\r') && !text.includes('\u0000') && (hasLines || !text.includes('\n'))
}

/** Only text in our texts and plain values in our fields: nothing nested, nothing formatted, nothing embedded. */
function isOurs(struct: Y.Item | Y.GC | Y.Skip): boolean {
  if (!(struct instanceof Y.Item)) return true
  const { content, parent, parentSub } = struct
  const isText = content instanceof Y.ContentString
  const isGone = content instanceof Y.ContentDeleted
  const isValue = content instanceof Y.ContentAny
  // Absent where a neighbour says it. The document that comes of it is looked at once more.
  if (parent === null) return isText || isGone || isValue
  if (typeof parent !== 'string') return false
  if (textNames.has(parent)) return parentSub === null && (isText || isGone)
  return parent === fieldsName && parentSub !== null && fieldNames.has(parentSub) && (isValue || isGone)
}
