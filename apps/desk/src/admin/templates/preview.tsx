import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { factsOf, lastLanguage, type CallView, type MyTemplate, type Template } from '@hookswitch/contract'
import { useCallOption, usePastCalls } from '#admin/past-calls.ts'
import { api } from '#app/api.ts'
import { useMe } from '#app/session.tsx'
import { ChosenHead } from '#records/call-page.tsx'
import { Lines } from '#records/related.tsx'
import { isOfCall } from '#templates/drawing.ts'
import { PopComponents } from '#templates/pop-components.tsx'
import { Picker } from '#ui/choice.tsx'
import { LoadFailed } from '#ui/load-failed.tsx'
import type { Surroundings } from './component-form.tsx'

interface PreviewProps {
  readonly template: Template
  readonly around: Surroundings
}

/** The pop of a past call as this template draws it, while the template is being written. */
export function Preview({ template, around }: PreviewProps) {
  const { t, i18n } = useLingui()
  const [picked, setPicked] = useState<string | null>(null)
  const [language, setLanguage] = useState<string>(
    around.languages.find((one) => one === i18n.locale) ?? around.languages[0] ?? lastLanguage,
  )
  const calls = usePastCalls()
  const callOption = useCallOption()
  const id = picked ?? calls.data?.items[0]?.id ?? null
  const call = useQuery({
    queryKey: ['callForTemplate', id],
    queryFn: async ({ signal }) => api.readCallForTemplate({ params: { id: id ?? '' }, signal }),
    enabled: id !== null,
  })
  const names = new Intl.DisplayNames(i18n.locale, { type: 'language' })
  const options = (calls.data?.items ?? []).slice(0, 25).map(callOption)
  const mine: MyTemplate = {
    key: 'draft',
    id: null,
    version: 0,
    languages: [...new Set([language, lastLanguage])],
    template,
    scripts: [...around.scripts],
    fields: around.fields.filter(({ active }) => active),
  }
  return (
    <section className="template-preview" aria-label={t`Preview`} data-preview={language}>
      <div className="admin-tools">
        {id === null ? null : (
          <Picker
            label={<Trans>Seen with the call</Trans>}
            value={id}
            options={options}
            onChange={setPicked}
          />
        )}
        <Picker
          label={<Trans>By a user who reads</Trans>}
          value={language}
          options={around.languages.map((one) => ({ id: one, text: names.of(one) ?? one }))}
          onChange={setLanguage}
        />
      </div>
      {call.error === null ? null : <LoadFailed error={call.error} onRetry={() => void call.refetch()} />}
      {id === null && calls.data !== undefined ? (
        <p className="quiet-note">
          <Trans>As soon as there was a call, the template is shown here with it.</Trans>
        </p>
      ) : null}
      {call.data === undefined ? <Lines count={6} /> : <PreviewedPop call={call.data} mine={mine} />}
    </section>
  )
}

function PreviewedPop({ call, mine }: { readonly call: CallView; readonly mine: MyTemplate }) {
  const me = useMe()
  const match = call.pop?.chosen ?? null
  const { components } = mine.template
  const drawing = { call, mine, match, pop: call.pop, facts: factsOf(call, me), isPreview: true }
  return (
    // Nothing leads away from here: what was not saved would be lost.
    <div
      className="pop"
      onClickCapture={(event) => {
        if (event.target instanceof Element && event.target.closest('a') !== null) {
          event.preventDefault()
          event.stopPropagation()
        }
      }}
    >
      {match === null ? (
        <p className="quiet-note">
          <Trans>Nobody was known in this call: only what goes with the call itself is shown.</Trans>
        </p>
      ) : null}
      <PopComponents
        drawing={drawing}
        components={match === null ? components.filter(isOfCall) : components}
        head={match === null ? null : <ChosenHead call={call} match={match} mine={mine} onAgain={null} />}
      />
    </div>
  )
}
