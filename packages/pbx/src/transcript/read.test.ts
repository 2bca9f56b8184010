import { describe, expect, test } from 'vitest'
import type { TranscriptLine } from './format.ts'
import { readTranscript, TranscriptError, writeTranscript } from './read.ts'

const head = {
  transcript: 2,
  redacted: false,
  link: 'main',
  kind: 'csta',
  config: { dialect: 'ecma-ed6' },
} as const
const lines: readonly TranscriptLine[] = [
  { kind: 'open', at: 1_000, t: 0.5, devices: ['1001'], chance: 'ab' },
  { kind: 'in', at: 1_001, t: 1.5, text: ['9999 <a/>', { hex: '00ff' }], rest: 3 },
  { kind: 'out', text: '0001 <b/>' },
  { kind: 'sweep', at: 1_002 },
]
const file = writeTranscript({ head, lines })

function faultOf(text: string): TranscriptError {
  try {
    readTranscript(text)
  } catch (error) {
    if (error instanceof TranscriptError) return error
    throw error
  }
  throw new Error('It was read.')
}

const changeLine = (number: number, change: (line: string) => string): string =>
  file
    .split('\n')
    .map((line, index) => (index === number - 1 ? change(line) : line))
    .join('\n')

test('what is written is read again', () => {
  expect(readTranscript(file)).toEqual({ head, lines })
})

describe('a file that is not as it was is told in words, with the line', () => {
  test.each([
    ['a word changed', changeLine(3, (line) => line.replace('<a/>', '<c/>')), 3, 'was changed'],
    ['a line taken out', file.split('\n').toSpliced(2, 1).join('\n'), 3, 'taken out'],
    ['two lines the other way round', file.replace(/(.*\n.*\n)(.*\n)(.*\n)/, '$1$3$2'), 3, 'moved'],
    ['cut off in a line', file.slice(0, -80), 5, 'cut off'],
    ['cut off between lines', `${file.split('\n').slice(0, 4).join('\n')}\n`, 4, 'breaks off after line 4'],
    ['the head changed', changeLine(1, (line) => line.replace('main', 'other')), 1, 'was changed'],
    ['something else', 'hello\nworld', 1, 'does not say that this is a recording'],
    ['nothing', '', 1, 'does not say that this is a recording'],
    ['a later version', file.replace('"transcript":2', '"transcript":3'), 1, 'version 3'],
  ])('%s', (_, text, line, words) => {
    const fault = faultOf(text)
    expect(fault.line).toBe(line)
    expect(fault.message).toContain(words)
  })

  test('a line of no kind', () => {
    const odd = writeTranscript({ head, lines: [{ kind: 'whatever' } as unknown as TranscriptLine] })
    expect(faultOf(odd).message).toContain('Line 2 is no line of a recording')
  })
})
