/** Where tests find the standard's schemas, which are not ours to carry. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'

const shared = process.env['HOOKSWITCH_REFERENCE'] ?? join(import.meta.dirname, '../../../../../shared')
const folder = ['reference/csta/xsd', 'csta/xsd', 'xsd']
  .map((path) => join(shared, path))
  .find((path) => existsSync(join(path, 'ed6-strict.xsd')))

/** Why no message is held against the schemas; undefined where they are. */
export const noSchemas: string | undefined =
  folder === undefined
    ? 'the CSTA schemas (../shared/reference/csta or HOOKSWITCH_REFERENCE) are not here'
    : undefined

export type Validate = (xml: string) => string | undefined

/** @returns what is wrong with a message; undefined for nothing. */
export function schema(file: 'ed6-strict.xsd' | 'ed3-strict.xsd' | 'appl-session-strict.xsd'): Validate {
  if (folder === undefined) return () => undefined
  const document = XmlDocument.fromString(readFileSync(join(folder, file), 'utf8'))
  const validator = XsdValidator.fromDoc(document)
  return (xml) => {
    const message = XmlDocument.fromString(xml)
    try {
      validator.validate(message)
      return undefined
    } catch (error) {
      return `${(error as Error).message}\n${xml}`
    } finally {
      message.dispose()
    }
  }
}
