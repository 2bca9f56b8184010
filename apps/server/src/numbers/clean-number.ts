/** What stands before a number on cards and in signatures; none of it is dialled. */
const labels =
  /^\s*(?:tel(?:ephone|efon|éfono|éphone)?|phone|fon|mob(?:ile|il)?|cell|fax|direct|office|work|home|call|t|m|p)\s*[.:]*\s*(?=[+(\d])/iu
const schemes = /^\s*(?:tel|sips?|callto|phone)\s*:\s*(?:\/\/)?/iu
/** Letters of the telephone keypad (ITU-T E.161). */
const keypad = ['abc', 'def', 'ghi', 'jkl', 'mno', 'pqrs', 'tuv', 'wxyz']
const extensionTail =
  /(?:;\s*ext\s*=|[,;]*\s*(?:\bextension|\bext|\bextn|\bdurchwahl|\bdw|\banexo|\bposte|x|#|доб)[\s.:=-]*)\s*(\d{1,11})\s*#?\s*$/iu

/** A number without what people put around it, and the extension behind it. */
export interface CleanNumber {
  readonly text: string
  readonly extension: string | null
}

/**
 * Takes off labels, URI schemes, invisible characters and the extension; writes every script's digits as 0-9 and
 * keypad words as digits.
 */
export function cleanNumber(raw: string): CleanNumber {
  const plain = plainDigits(raw.normalize('NFKC'))
    .replace(/[\p{Cf}\p{Cc}]/gu, '')
    .replace(/[\u2010-\u2015\u2212\u00ad]/gu, '-')
    .trim()
  const number = withoutParameters(plain.replace(schemes, '').replace(labels, ''))
  const tail = extensionTail.exec(number)
  const before = tail === null ? number : number.slice(0, tail.index)
  const text = tidyPlus(keypadWords(before.replace(/[,;].*$/u, ''))).trim()
  return { text, extension: tail?.[1] ?? null }
}

/** `user@host;transport=udp` is the user; RFC 3966 parameters other than ext say nothing about the number. */
function withoutParameters(text: string): string {
  return text
    .replace(/@.*$/u, '')
    .replace(/;(?!\s*ext\s*=)\s*[\w-]+(?:=[^;]*)?/giu, '')
    .replace(/[<>"']/gu, '')
}

/** Every block of decimal digits in Unicode is ten long, from zero up. */
function plainDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0
    if (code < 128) return digit
    let start = code
    while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start -= 1
    return String((code - start) % 10)
  })
}

function tidyPlus(text: string): string {
  return text
    .replace(/^\(\s*(\+[\d\s]*)\)/u, '$1')
    .replace(/^[\s(]*\++\s*(?:00)?/u, (found) => (found.includes('+') ? '+' : found))
}

/** `1-800-FLOWERS`: a number whose words are spelt on the keypad. Text that only has a word in it stays text. */
function keypadWords(text: string): string {
  if (!/^[+(]?\s*\d[\d\s().+/-]*[a-z][a-z\d\s.-]*$/iu.test(text) || !/\d{3}/u.test(text)) return text
  return text.replace(/[a-z]/giu, (letter) =>
    String(keypad.findIndex((letters) => letters.includes(letter.toLowerCase())) + 2),
  )
}
