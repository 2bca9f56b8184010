/** Who is named in a transcript, found without the help of the redaction: by what the model was told. */
import type { Transcript } from '@hookswitch/pbx/transcript'

const fields: ReadonlySet<string> = new Set([
  'number',
  'name',
  'digits',
  'correlatorData',
  'device',
  'agentId',
  'to',
  'devices',
])

/** Runs of three digits and more, and words of four letters and more, in everything that names somebody. */
export function personalIn({ lines }: Transcript): ReadonlySet<string> {
  const found = new Set<string>()
  const search = (value: unknown, named: boolean): void => {
    // A channel of a trunk is named by the trunk, and contexts of the dialplan are named by it too: those stay.
    if (typeof value === 'string' && named && !value.startsWith('PJSIP/trunk-'))
      for (const token of runsOf(value)) found.add(token)
    else if (Array.isArray(value)) for (const item of value) search(item, named)
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) search(inner, fields.has(key))
  }
  for (const line of lines) search(line, false)
  return new Set([...found].filter((token) => (/\d/.test(token) ? token.length > 2 : token.length > 3)))
}

/** Every run of letters and digits in any text of a transcript. */
export function tokensOf(transcript: Transcript): ReadonlySet<string> {
  const found = new Set<string>()
  const search = (value: unknown): void => {
    if (typeof value === 'string') for (const token of runsOf(value)) found.add(token)
    else if (typeof value === 'object' && value !== null)
      for (const inner of Object.values(value)) search(inner)
  }
  search(transcript)
  return found
}

function runsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? []
}
