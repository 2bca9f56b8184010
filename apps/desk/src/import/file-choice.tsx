import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { FileTrigger } from 'react-aria-components'
import { Button } from '#ui/button.tsx'
import { guessColumns, readTable, type Column, type Table } from './csv.ts'
import { decodeFile } from './decode-file.ts'
import { readCards, type Card } from './vcard.ts'

export interface ChosenFile {
  /** Another one for each choice, also of the same file. */
  readonly key: number
  readonly name: string
  readonly content:
    | { readonly kind: 'table'; readonly table: Table; readonly guess: readonly Column[] }
    | { readonly kind: 'cards'; readonly cards: readonly Card[] }
}

/** The browser holds it whole; larger ones are better cut. */
const largestFile = 64 * 1024 * 1024

interface FileChoiceProps {
  readonly onChosen: (file: ChosenFile | null) => void
}

export function FileChoice({ onChosen }: FileChoiceProps) {
  const { t } = useLingui()
  const [problem, setProblem] = useState<string | null>(null)
  const [count, setCount] = useState(1)
  const choose = async (file: File): Promise<void> => {
    setProblem(null)
    onChosen(null)
    if (file.size > largestFile) {
      setProblem(t`This file is larger than 64 MB: cut it into several.`)
      return
    }
    const text = decodeFile(new Uint8Array(await file.arrayBuffer()))
    const chosen = { key: count, name: file.name.slice(0, 200) }
    setCount(count + 1)
    if (/^\uFEFF?\s*BEGIN:VCARD/iu.test(text)) {
      onChosen({ ...chosen, content: { kind: 'cards', cards: readCards(text) } })
      return
    }
    const table = readTable(text)
    if (table.rows.length === 0)
      setProblem(t`There are no lines in this file below the names of its columns.`)
    else onChosen({ ...chosen, content: { kind: 'table', table, guess: guessColumns(table) } })
  }
  return (
    <>
      <p className="quiet-note">
        <Trans>
          A table (CSV) with names of columns in its first line, or vCards. What separates the columns, and
          how letters are encoded, is found out.
        </Trans>
      </p>
      <FileTrigger
        acceptedFileTypes={['.csv', '.tsv', '.txt', '.vcf', 'text/csv', 'text/vcard']}
        onSelect={(files) => {
          const file = files?.[0]
          if (file !== undefined) void choose(file)
        }}
      >
        <Button>
          <Trans>Choose a file…</Trans>
        </Button>
      </FileTrigger>
      <p className="form-problem" role="alert">
        {problem}
      </p>
    </>
  )
}
