import type { FormEvent, ReactNode } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import type { MessageDescriptor } from '@lingui/core'
import { Form } from 'react-aria-components'
import { ApiError } from '@hookswitch/contract'
import { useUnsavedGuard } from '#app/leave-guard.tsx'
import { problemText } from '#app/problem-words.ts'
import { Button } from '#ui/button.tsx'
import { Picker } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import { PeopleField } from './people-field.tsx'
import { PhonesField } from './phones-field.tsx'
import { RecordField } from './record-field.tsx'
import type { FieldSpec, Named, PersonEntry, PhoneEntry } from './kinds.ts'
import type { Editing } from './use-editing.ts'

interface RecordFormProps {
  readonly name: string
  readonly specs: readonly FieldSpec[]
  readonly editing: Editing
  readonly save: ReactNode
  readonly onSaved: () => void
  readonly onCancel: () => void
}

/** A record to be filled in. Where somebody else changed the same field meanwhile, both are shown. */
export function RecordForm({ name, specs, editing, save, onSaved, onCancel }: RecordFormProps) {
  const { i18n } = useLingui()
  const { question, unlessUnsaved, release } = useUnsavedGuard(editing.isDirty && !editing.busy)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (editing.busy) return
    release()
    void editing.submit().then((saved) => {
      if (saved) onSaved()
    })
  }
  const hasTheirs = Object.keys(editing.theirs).length > 0
  return (
    <Form className="form-grid record-form" onSubmit={submit} data-form={name}>
      {specs.map((spec) => (
        <div
          key={spec.name}
          className="form-cell"
          data-wide={spec.kind === 'phones' || spec.kind === 'people'}
        >
          <OneField spec={spec} editing={editing} />
          {spec.name in editing.theirs ? <Theirs spec={spec} editing={editing} /> : null}
        </div>
      ))}
      <p className="form-problem" role="alert">
        {hasTheirs ? (
          <Trans>
            Somebody else changed this record meanwhile. Look at the fields that are marked, then save again.
          </Trans>
        ) : null}
        {editing.error === null ? null : problemText(i18n, editing.error)}
      </p>
      <div className="form-buttons">
        <Button type="submit" tone="main" isPending={editing.busy}>
          {save}
        </Button>
        <Button
          onPress={() => {
            unlessUnsaved(onCancel)
          }}
        >
          <Trans>Cancel</Trans>
        </Button>
      </div>
      {question}
    </Form>
  )
}

interface OneFieldProps {
  readonly spec: FieldSpec
  readonly editing: Editing
}

function OneField({ spec, editing }: OneFieldProps) {
  const { i18n } = useLingui()
  const label = i18n._(spec.label)
  const value = editing.values[spec.name]
  const set = (next: unknown): void => {
    editing.set(spec.name, next)
  }
  const fields = editing.error instanceof ApiError ? (editing.error.problem.fields ?? {}) : {}
  const wrong = Object.entries(fields).find(([path]) => path.split('.')[0] === spec.name)?.[1] ?? null
  switch (spec.kind) {
    case 'text':
      return (
        <Field
          label={label}
          name={spec.name}
          type={spec.type ?? 'text'}
          value={String(value)}
          onChange={set}
          autoComplete="off"
          isRequired={spec.required === true}
          error={wrong}
          {...(spec.hint === undefined ? {} : { hint: i18n._(spec.hint) })}
        />
      )
    case 'choice':
      return (
        <Picker
          label={label}
          value={String(value)}
          options={Object.entries(spec.options).map(([id, words]) => ({ id, text: i18n._(words) }))}
          onChange={set}
        />
      )
    case 'record':
      return <RecordField label={label} of={spec.of} value={value as Named | null} onChange={set} />
    case 'phones':
      return (
        <PhonesField label={label} value={value as readonly PhoneEntry[]} onChange={set} problem={wrong} />
      )
    case 'people':
      return <PeopleField label={label} value={value as readonly PersonEntry[]} onChange={set} />
  }
}

/** What the other one wrote, to be looked at and taken. */
function Theirs({ spec, editing }: OneFieldProps) {
  const { i18n } = useLingui()
  const words = textOf(spec, editing.theirs[spec.name], i18n._.bind(i18n))
  return (
    <p className="theirs" data-theirs={spec.name}>
      <span>
        <Trans>
          Meanwhile it says: <bdi className="theirs-text">{words === '' ? '–' : words}</bdi>
        </Trans>
      </span>
      <Button
        size="small"
        onPress={() => {
          editing.takeTheirs(spec.name)
        }}
      >
        <Trans>Take this over</Trans>
      </Button>
    </p>
  )
}

function textOf(spec: FieldSpec, value: unknown, words: (descriptor: MessageDescriptor) => string): string {
  switch (spec.kind) {
    case 'text':
      return String(value)
    case 'choice': {
      const known = spec.options[String(value)]
      return known === undefined ? String(value) : words(known)
    }
    case 'record':
      return (value as Named | null)?.title ?? ''
    case 'phones':
      return (value as readonly PhoneEntry[]).map(({ text }) => text).join(', ')
    case 'people':
      return (value as readonly PersonEntry[]).map(({ title }) => title).join(', ')
  }
}
