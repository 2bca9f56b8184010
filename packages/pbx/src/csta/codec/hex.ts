/** Correlator data, user data and passwords travel as xsd:hexBinary; people mean the text inside. */

/** Text ▶ upper-case hex digits of its UTF-8. */
export function hexOfText(text: string): string {
  return Buffer.from(text, 'utf8').toString('hex').toUpperCase()
}

/** Hex digits ▶ the UTF-8 text they hold; bytes that are no UTF-8 become U+FFFD. */
export function textOfHex(hex: string): string {
  return Buffer.from(hex, 'hex').toString('utf8')
}
