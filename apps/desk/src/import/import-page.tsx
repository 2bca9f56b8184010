import { Trans } from '@lingui/react/macro'
import { SecondNav } from '#second/second-nav.tsx'

/** Contacts from files, and into files. */
export function ImportPage() {
  return (
    <section className="pop list-page">
      <SecondNav />
      <h1 className="record-name">
        <Trans>Import and export</Trans>
      </h1>
    </section>
  )
}
