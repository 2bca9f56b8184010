import { Trans, useLingui } from '@lingui/react/macro'
import { placeholders, siteOf, unknownPlaceholders, type PopWhat } from '@hookswitch/contract'
import { Picker } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import { choiceOf, whatChoices, whatWords, type WhatChoice } from './words.ts'

interface WhatFieldsProps {
  readonly what: PopWhat
  readonly onChange: (what: PopWhat) => void
}

/** What a rule opens. */
export function WhatFields({ what, onChange }: WhatFieldsProps) {
  const { t, i18n } = useLingui()
  return (
    <div className="rule-what">
      <Picker
        label={t`What then`}
        value={choiceOf(what)}
        options={whatChoices.map((id) => ({ id, text: i18n._(whatWords[id]) }))}
        onChange={(choice) => {
          if (choice !== choiceOf(what)) onChange(newWhat(choice))
        }}
      />
      {what.kind === 'url' ? <Address what={what} onChange={onChange} /> : null}
      {what.kind === 'companion' ? <Companion what={what} onChange={onChange} /> : null}
    </div>
  )
}

function Address({
  what,
  onChange,
}: {
  readonly what: Extract<PopWhat, { kind: 'url' }>
  readonly onChange: WhatFieldsProps['onChange']
}) {
  const { t } = useLingui()
  const unknown = unknownPlaceholders(what.url)
  const error =
    siteOf(what.url) === null
      ? t`Begin with https:// and the name of the site.`
      : unknown.length > 0
        ? t`Not known: ${unknown.join(', ')}`
        : null
  return (
    <>
      <Field
        label={t`Address`}
        value={what.url}
        type="url"
        autoComplete="off"
        spellCheck="false"
        error={what.url === '' ? null : error}
        placeholder="https://crm.example/search?phone={caller.e164}"
        onChange={(url) => {
          onChange({ kind: 'url', url })
        }}
      />
      <details className="rule-places">
        <summary>
          <Trans>What can stand in it</Trans>
        </summary>
        <p>
          {placeholders.map((name) => (
            <code key={name}>{`{${name}}`}</code>
          ))}
        </p>
      </details>
      <p className="field-hint">
        <Trans>
          It is offered as a link in the call’s card: a browser opens no window by itself without taking the
          keyboard away.
        </Trans>
      </p>
    </>
  )
}

function Companion({
  what,
  onChange,
}: {
  readonly what: Extract<PopWhat, { kind: 'companion' }>
  readonly onChange: WhatFieldsProps['onChange']
}) {
  const { t } = useLingui()
  return (
    <>
      <Field
        label={t`Program`}
        value={what.app}
        autoComplete="off"
        onChange={(app) => {
          onChange({ kind: 'companion', app })
        }}
      />
      <p className="rule-warning" role="note">
        <Trans>
          This needs the companion on the user’s computer, which does not exist yet. Until then this rule is
          passed over, and the next one is asked.
        </Trans>
      </p>
    </>
  )
}

function newWhat(choice: WhatChoice): PopWhat {
  switch (choice) {
    case 'contact':
    case 'account':
    case 'case':
      return { kind: 'record', of: choice }
    case 'url':
      return { kind: 'url', url: '' }
    case 'companion':
      return { kind: 'companion', app: '' }
    case 'list':
    case 'search':
    case 'newRecord':
    case 'nothing':
      return { kind: choice }
  }
}
