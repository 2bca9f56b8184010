/** The standard's schemas, for tests: what we write must be valid in them. */
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import type { EditionName } from './editions.ts'
import { type MessageKind, sessionKinds } from './messages.ts'
import { referenceText } from './test-reference.ts'

const validators = new Map<string, { check: (xml: string) => string | undefined; dispose: () => void }>()
/** Frees what the schemas hold outside JavaScript. */
export function disposeSchemas(): void {
  for (const validator of validators.values()) validator.dispose()
  validators.clear()
}

function validator(file: string, namespace?: readonly [string, string]) {
  const key = `${file} ${namespace?.[1]}`
  const found = validators.get(key)
  if (found !== undefined) return found
  const text = referenceText(`xsd/${file}`)
  const schema = XmlDocument.fromString(namespace === undefined ? text : text.replaceAll(...namespace))
  const xsd = XsdValidator.fromDoc(schema)
  const made = {
    check: (xml: string): string | undefined => {
      const document = XmlDocument.fromString(xml)
      try {
        xsd.validate(document)
        return undefined
      } catch (error) {
        return `${(error as Error).message}\n${xml}`
      } finally {
        document.dispose()
      }
    },
    dispose: (): void => {
      xsd.dispose()
      schema.dispose()
    },
  }
  validators.set(key, made)
  return made
}

/** The strict schema of an edition; those of 4 and 5 are that of 6 under another namespace. */
export function validatorFor(edition: EditionName, kind: MessageKind) {
  if (sessionKinds.has(kind)) return validator('appl-session-strict.xsd')
  if (edition === 'ed3') return validator('ed3-strict.xsd')
  return validator('ed6-strict.xsd', edition === 'ed6' ? undefined : ['csta/ed6', `csta/${edition}`])
}
