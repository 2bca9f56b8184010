import { useState } from 'react'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import type { Contact } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { problemText } from '#app/problem-words.ts'
import { Button } from '#ui/button.tsx'
import { cardOf, writeTable } from './csv.ts'
import { writeCards } from './vcard.ts'

const files = {
  csv: { type: 'text/csv;charset=utf-8', write: writeTable },
  vcf: { type: 'text/vcard;charset=utf-8', write: (all: readonly Contact[]) => writeCards(all.map(cardOf)) },
} as const

/** All contacts that one may see, as a table or as cards. */
export function ExportContacts() {
  const { i18n } = useLingui()
  const [count, setCount] = useState<number | null>(null)
  const [isDone, setIsDone] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const busy = count !== null && !isDone && problem === null
  const take = async (kind: keyof typeof files): Promise<void> => {
    setProblem(null)
    setIsDone(false)
    setCount(0)
    try {
      const all: Contact[] = []
      let cursor: string | null = null
      do {
        const query: { cursor?: string } = cursor === null ? {} : { cursor }
        // Each page says where the next begins.
        const page: { items: Contact[]; next: string | null } = await api.exportContacts({ query })
        all.push(...page.items)
        cursor = page.next
        setCount(all.length)
      } while (cursor !== null)
      const { type, write } = files[kind]
      save(new Blob([write(all)], { type }), `contacts.${kind}`)
      setIsDone(true)
    } catch (error) {
      setProblem(problemText(i18n, error))
    }
  }
  return (
    <section className="section">
      <h2 className="section-title">
        <Trans>Contacts into a file</Trans>
      </h2>
      <div className="form-buttons">
        <Button isPending={busy} onPress={() => void take('csv')} data-export="csv">
          <Trans>As a table (CSV)</Trans>
        </Button>
        <Button isPending={busy} onPress={() => void take('vcf')} data-export="vcf">
          <Trans>As vCards</Trans>
        </Button>
      </div>
      <p role="status">
        {count === null ? null : <Plural value={count} one="# contact" other="# contacts" />}
      </p>
      <p className="form-problem" role="alert">
        {problem}
      </p>
    </section>
  )
}

function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
