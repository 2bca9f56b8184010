import { useState } from 'react'
import { Trans } from '@lingui/react/macro'
import { mayCall, routes } from '@hookswitch/contract'
import { useMe } from '#app/session.tsx'
import { SecondNav } from '#second/second-nav.tsx'
import { Duplicates } from './duplicates.tsx'
import { ExportContacts } from './export-contacts.tsx'
import { FileChoice, type ChosenFile } from './file-choice.tsx'
import { ImportFile } from './import-file.tsx'

/** Contacts from files and into files, and those who are in twice. */
export function ImportPage() {
  const { role } = useMe()
  const [file, setFile] = useState<ChosenFile | null>(null)
  const isAllowed = mayCall(routes.importContacts.access, role)
  return (
    <section className="pop list-page" data-page="import">
      <SecondNav />
      <h1 className="record-name">
        <Trans>Import and export</Trans>
      </h1>
      {isAllowed ? (
        <>
          <section className="section">
            <h2 className="section-title">
              <Trans>Contacts from a file</Trans>
            </h2>
            <FileChoice onChosen={setFile} />
            {file === null ? null : <ImportFile key={file.key} file={file} />}
          </section>
          <ExportContacts />
          <Duplicates />
        </>
      ) : (
        <p className="quiet-note">
          <Trans>Files are brought in and taken out by supervisors and administrators.</Trans>
        </p>
      )}
    </section>
  )
}
