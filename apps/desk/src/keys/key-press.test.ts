import { expect, it } from 'vitest'
import { pressedKeys, refuseKeys, writesNothing } from './key-press.ts'

type Held = 'alt' | 'ctrl' | 'shift' | 'meta' | 'altGraph'

const press = (key: string, code: string, ...held: readonly Held[]): string | null =>
  pressedKeys({
    key,
    code,
    altKey: held.includes('alt'),
    ctrlKey: held.includes('ctrl'),
    shiftKey: held.includes('shift'),
    metaKey: held.includes('meta'),
    getModifierState: (name) => name === 'AltGraph' && held.includes('altGraph'),
  })

it('goes by what is printed on the key', () => {
  expect(press('a', 'KeyA', 'alt')).toBe('Alt+A')
  // AZERTY has A where QWERTY has Q, and Dvorak has X where QWERTY has B.
  expect(press('a', 'KeyQ', 'alt')).toBe('Alt+A')
  expect(press('x', 'KeyB', 'alt')).toBe('Alt+X')
})

it('goes by the place of the key where it writes no Latin letter', () => {
  expect(press('ش', 'KeyA', 'alt')).toBe('Alt+A')
  expect(press('ф', 'KeyA', 'alt')).toBe('Alt+A')
  // Option on a Mac.
  expect(press('å', 'KeyA', 'alt')).toBe('Alt+A')
  expect(press('Dead', 'KeyN', 'alt')).toBe('Alt+N')
  // Digits of AZERTY are written with Shift.
  expect(press('&', 'Digit1', 'alt')).toBe('Alt+1')
})

it('knows a sign wherever the keyboard has it', () => {
  expect(press('?', 'Slash', 'shift')).toBe('?')
  expect(press('?', 'Minus', 'shift')).toBe('?')
  expect(press('?', 'KeyM', 'shift')).toBe('?')
  expect(press('؟', 'Slash', 'shift')).toBe('?')
})

it('is nothing while only Alt is held, and leaves AltGr to what it writes', () => {
  expect(press('Alt', 'AltLeft', 'alt')).toBeNull()
  expect(press('@', 'KeyQ', 'ctrl', 'alt', 'altGraph')).toBeNull()
})

it('names several held keys always in the same order', () => {
  expect(press('F2', 'F2', 'shift', 'ctrl')).toBe('Control+Shift+F2')
  expect(press('K', 'KeyK', 'meta', 'shift', 'alt')).toBe('Alt+Shift+Meta+K')
})

it('refuses what is typed, and what the browser keeps for itself', () => {
  expect(['A', '7', 'Shift+A', 'Space', 'Enter'].map(refuseKeys)).toEqual(Array(5).fill('typing'))
  expect(['Control+W', 'F5', 'Alt+ArrowLeft', 'Control+Tab', 'Meta+Q'].map(refuseKeys)).toEqual(
    Array(5).fill('browser'),
  )
  expect(['Alt+A', 'F2', 'Shift+F5', '?', 'Control+Alt+A', 'Control+K'].map(refuseKeys)).toEqual(
    Array(6).fill(null),
  )
})

it('lets only keys that write nothing hold in a field', () => {
  expect(['Alt+A', 'F2', 'Control+K'].map(writesNothing)).toEqual([true, true, true])
  expect(writesNothing('?')).toBe(false)
})
