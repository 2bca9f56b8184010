import { useLayoutEffect, useId, useState, type FormEvent } from 'react'
import { msg } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Form } from 'react-aria-components'
import { fieldKinds, type Disposition, type Queue } from '@hookswitch/contract'
import { FormEnd } from '#admin/form-end.tsx'
import { api } from '#app/api.ts'
import { problemText } from '#app/problem-words.ts'
import { Button } from '#ui/button.tsx'
import { CheckBox } from '#ui/check-box.tsx'
import { Picker } from '#ui/choice.tsx'
import {
  draftOf,
  emptyDraft,
  faultOf,
  inputOf,
  isSameDraft,
  type DispositionDraft,
  type FieldDraft,
} from './disposition-draft.ts'
import { LabelFields } from './label-fields.tsx'

interface DispositionEditorProps {
  /** Null: a new one is made. */
  readonly disposition: Disposition | null
  /** Where a new one stands. */
  readonly position: number
  readonly queues: readonly Queue[]
  /** Told whether something is written in it that is not saved. */
  readonly onDirty: (isDirty: boolean) => void
  /** Called once it is saved. */
  readonly onSaved: () => Promise<void>
}

const faultWords = {
  name: msg`Please give it a name in at least one language.`,
  fieldName: msg`Please give every question a name in at least one language.`,
  choices: msg`Please give every choice a name in at least one language.`,
}

/** A disposition: its name in each language, the queues that it is for, and what is asked beside it. */
export function DispositionEditor(props: DispositionEditorProps) {
  const { disposition, position, queues, onDirty, onSaved } = props
  const { i18n } = useLingui()
  const [initial] = useState(() => (disposition === null ? emptyDraft : draftOf(disposition)))
  const [draft, keepDraft] = useState(initial)
  const [problem, setProblem] = useState<string | null>(null)
  const [isSaving, setSaving] = useState(false)
  const isDirty = !isSaving && !isSameDraft(initial, draft)
  // At once with what was typed: Escape may be the very next key.
  useLayoutEffect(() => {
    onDirty(isDirty)
  }, [isDirty, onDirty])
  const setDraft = (next: DispositionDraft): void => {
    keepDraft(next)
    setProblem(null)
  }
  const save = async (): Promise<void> => {
    const fault = faultOf(draft)
    setProblem(fault === null ? null : i18n._(faultWords[fault]))
    if (fault !== null) return
    setSaving(true)
    try {
      const body = inputOf(draft)
      if (disposition === null)
        await api.createDisposition({ body: { ...body, position }, idempotencyKey: crypto.randomUUID() })
      else await api.changeDisposition({ params: { id: disposition.id }, body })
      await onSaved()
    } catch (error) {
      setProblem(problemText(i18n, error))
    } finally {
      setSaving(false)
    }
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!isSaving) void save()
  }
  return (
    <Form className="admin-form" onSubmit={submit} data-form="disposition-editor" validationBehavior="aria">
      <LabelFields
        label={<Trans>Name</Trans>}
        name="name"
        labels={draft.labels}
        onChange={(labels) => {
          setDraft({ ...draft, labels })
        }}
      />
      <ForQueues draft={draft} queues={queues} onChange={setDraft} />
      <Questions draft={draft} onChange={setDraft} />
      <FormEnd problem={problem} isSaving={isSaving} />
    </Form>
  )
}

interface PartProps {
  readonly draft: DispositionDraft
  readonly onChange: (draft: DispositionDraft) => void
}

function ForQueues({ draft, queues, onChange }: PartProps & { readonly queues: readonly Queue[] }) {
  if (queues.length === 0) return null
  return (
    <fieldset className="label-fields">
      <legend className="field-label">
        <Trans>For calls of these queues; none chosen: for every call</Trans>
      </legend>
      {queues.map(({ id, name }) => (
        <CheckBox
          key={id}
          isOn={draft.queueIds.includes(id)}
          onChange={(isOn) => {
            const others = draft.queueIds.filter((one) => one !== id)
            onChange({ ...draft, queueIds: isOn ? [...others, id] : others })
          }}
        >
          <bdi>{name}</bdi>
        </CheckBox>
      ))}
    </fieldset>
  )
}

function Questions({ draft, onChange }: PartProps) {
  const id = useId()
  const put = (row: string, change: Partial<FieldDraft> | null): void => {
    const fields = draft.fields.flatMap((field) =>
      field.row !== row ? [field] : change === null ? [] : [{ ...field, ...change }],
    )
    onChange({ ...draft, fields })
  }
  const add = (): void => {
    const row = `${id} ${draft.fields.length} ${Math.random()}`
    const blank = { row, key: '', kind: 'text', labels: {}, choices: [], required: false } as const
    onChange({ ...draft, fields: [...draft.fields, blank] })
  }
  return (
    <fieldset className="questions">
      <legend className="field-label">
        <Trans>Asked beside it</Trans>
      </legend>
      {draft.fields.map((field) => (
        <Question
          key={field.row}
          field={field}
          onChange={(change) => {
            put(field.row, change)
          }}
        />
      ))}
      <Button size="small" icon="plus" onPress={add} data-action="add-question">
        <Trans>Ask something more</Trans>
      </Button>
    </fieldset>
  )
}

interface QuestionProps {
  readonly field: FieldDraft
  /** Null takes it away. */
  readonly onChange: (change: Partial<FieldDraft> | null) => void
}

function Question({ field, onChange }: QuestionProps) {
  const { t } = useLingui()
  const kindWords = {
    text: t`Text`,
    number: t`Number`,
    date: t`Date`,
    choice: t`One of several`,
    checkbox: t`Yes or no`,
  }
  return (
    <div className="question" data-question={field.key}>
      <LabelFields
        label={<Trans>Question</Trans>}
        name="question"
        labels={field.labels}
        onChange={(labels) => {
          onChange({ labels })
        }}
      />
      <Picker
        label={t`Kind of answer`}
        value={field.kind}
        options={fieldKinds.map((id) => ({ id, text: kindWords[id] }))}
        onChange={(kind) => {
          onChange({ kind })
        }}
      />
      {field.kind === 'choice' ? <Choices field={field} onChange={onChange} /> : null}
      <div className="question-end">
        <CheckBox
          isOn={field.required}
          onChange={(required) => {
            onChange({ required })
          }}
        >
          <Trans>Must be answered</Trans>
        </CheckBox>
        <Button
          size="small"
          tone="quiet"
          onPress={() => {
            onChange(null)
          }}
        >
          <Trans>Do not ask this</Trans>
        </Button>
      </div>
    </div>
  )
}

function Choices({ field, onChange }: QuestionProps) {
  const { choices } = field
  return (
    <div className="choices">
      {choices.map((choice, at) => (
        // They have no name of their own before they are saved, and are never put in another order.
        <div key={at} className="choice">
          <LabelFields
            label={<Trans>Choice {at + 1}</Trans>}
            name="choice"
            labels={choice.labels}
            onChange={(labels) => {
              onChange({ choices: choices.map((one, place) => (place === at ? { ...one, labels } : one)) })
            }}
          />
          <Button
            size="small"
            tone="quiet"
            onPress={() => {
              onChange({ choices: choices.filter((_, place) => place !== at) })
            }}
          >
            <Trans>Remove choice {at + 1}</Trans>
          </Button>
        </div>
      ))}
      <Button
        size="small"
        icon="plus"
        onPress={() => {
          onChange({ choices: [...choices, { value: '', labels: {} }] })
        }}
      >
        <Trans>Another choice</Trans>
      </Button>
    </div>
  )
}
