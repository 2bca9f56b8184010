import * as Y from 'yjs'
import { changeBetween } from './text-change.ts'

export type TextElement = HTMLTextAreaElement | HTMLInputElement

/**
 * Joins a field with a text that others write too. What is typed becomes the least change of the text; what others write
 * comes into the field around the caret, which stays between the same two characters. Undo takes back what was typed here,
 * and nothing of the others.
 * @param hold keeps what others write away, until what it returns is called: while an input method composes a character, its
 * field must be left alone
 */
export function bindText(field: TextElement, text: Y.Text, hold: () => () => void): () => void {
  const origin = Symbol('this field')
  const undo = new Y.UndoManager(text, { trackedOrigins: new Set([origin]), captureTimeout: 700 })
  const over = new AbortController()
  const { signal } = over
  let release: (() => void) | null = null
  const onInput = (): void => {
    const change = changeBetween(text.toJSON(), field.value, field.selectionEnd ?? field.value.length)
    if (change === null) return
    text.doc?.transact(() => {
      text.delete(change.at, change.removed)
      text.insert(change.at, change.inserted)
    }, origin)
  }
  const onChange = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (transaction.origin === origin) return
    const caret = take(field, event)
    // Whatever happened: what is shown is what is true.
    if (field.value !== text.toJSON()) field.value = text.toJSON()
    if (transaction.origin === undo) field.setSelectionRange(caret, caret)
  }
  const letGo = (): void => {
    release?.()
    release = null
  }
  field.value = text.toJSON()
  field.addEventListener('input', onInput, { signal })
  field.addEventListener('compositionstart', () => (release ??= hold()), { signal })
  // The last input of a composition may come after its end.
  field.addEventListener('compositionend', () => setTimeout(letGo), { signal })
  field.addEventListener('blur', letGo, { signal })
  field.addEventListener('keydown', (event) => undoByKey(event as KeyboardEvent, undo), { signal })
  field.addEventListener('beforeinput', (event) => undoByMenu(event as InputEvent, undo), { signal })
  text.observe(onChange)
  return () => {
    over.abort()
    letGo()
    text.unobserve(onChange)
    undo.destroy()
  }
}

/** Brings a change of the text into the field. Returns where it ended. */
function take(field: TextElement, event: Y.YTextEvent): number {
  let at = 0
  let last = 0
  for (const { retain, insert, delete: removed } of event.delta) {
    if (retain !== undefined) at += retain
    if (typeof insert === 'string') {
      field.setRangeText(insert, at, at, 'preserve')
      at += insert.length
      last = at
    }
    if (removed !== undefined) {
      field.setRangeText('', at, at + removed, 'preserve')
      last = at
    }
  }
  return last
}

function undoByKey(event: KeyboardEvent, undo: Y.UndoManager): void {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return
  const key = event.key.toLowerCase()
  if (key === 'z' && !event.shiftKey) undo.undo()
  else if (key === 'y' || key === 'z') undo.redo()
  else return
  event.preventDefault()
}

/** From a menu, or by shaking a telephone. */
function undoByMenu(event: InputEvent, undo: Y.UndoManager): void {
  if (event.inputType === 'historyUndo') undo.undo()
  else if (event.inputType === 'historyRedo') undo.redo()
  else return
  event.preventDefault()
}
