import { useEffect, useRef, useState, type FormEvent } from 'react'
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { Form, Label, TextArea, TextField } from 'react-aria-components'
import type { ActivityChanges, ActivityLog, CallStory, CallView, LogRecord } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useUnsavedGuard } from '#app/leave-guard.tsx'
import { problemText } from '#app/problem-words.ts'
import { useFormats, useMe } from '#app/session.tsx'
import { DialNumber } from '#calls/dial-number.tsx'
import { useMinute } from '#live/use-live.ts'
import { RecordSearch } from '#records/record-search.tsx'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { Icon, type IconName } from '#ui/icon.tsx'
import { LoadFailed } from '#ui/load-failed.tsx'
import { Lines } from '#records/related.tsx'
import { DispositionForm } from './disposition-form.tsx'
import { mustBeSaid } from './must-be-said.ts'
import { useRefreshLogs, useStory } from './use-call-logs.ts'
import './wrap-up.css'

/** What is kept of a call that is over: how it came out, the records that its log stands on, and all of it corrected by hand. */
export function CallLog({ call }: { readonly call: CallView }) {
  const isJournalled = call.direction !== 'internal'
  const story = useStory(call.id, isJournalled)
  if (story.data === undefined)
    return story.error === null ? (
      <Lines count={3} />
    ) : (
      <LoadFailed error={story.error} onRetry={() => void story.refetch()} />
    )
  return (
    <section className="section log" data-log={story.data.log?.id ?? ''}>
      <h2 className="section-title">
        <Trans>What is kept of this call</Trans>
      </h2>
      <Ways call={call} story={story.data} />
      {isJournalled ? (
        <DispositionForm
          key={call.id}
          callId={call.id}
          fitting={story.data.dispositionIds}
          given={story.data.given}
          required={mustBeSaid(call, story.data)}
        />
      ) : null}
      {story.data.log === null ? null : <Kept callId={call.id} log={story.data.log} />}
    </section>
  )
}

/** From here to other things: call back, hear it, see it step by step. */
function Ways({ call, story }: { readonly call: CallView; readonly story: CallStory }) {
  const { role } = useMe()
  const number = call.other.kind === 'known' ? (call.other.e164 ?? call.other.number) : null
  return (
    <p className="log-facts">
      {number === null ? null : <DialNumber number={number} display={call.other.display} />}
      {story.recordingUrl === null ? null : (
        <a className="link" href={story.recordingUrl} target="_blank" rel="noreferrer" data-recording>
          <Trans>Recording</Trans>
        </a>
      )}
      {role === 'administrator' ? (
        <Link to="/admin/calls/$callId" params={{ callId: call.id }} className="link" data-ladder>
          <Trans>Step by step</Trans>
        </Link>
      ) : null}
    </p>
  )
}

function Kept({ callId, log }: { readonly callId: string; readonly log: ActivityLog }) {
  const [isCorrecting, setCorrecting] = useState(false)
  const correction = useCorrection(callId, log)
  return (
    <>
      {isCorrecting ? (
        <Correct
          log={log}
          correction={correction}
          onDone={() => {
            setCorrecting(false)
          }}
        />
      ) : (
        <Words
          log={log}
          onCorrect={() => {
            setCorrecting(true)
          }}
        />
      )}
      <StandsOn log={log} correction={correction} />
      <p className="form-problem" role="alert">
        {correction.problem}
      </p>
    </>
  )
}

function Words({ log, onCorrect }: { readonly log: ActivityLog; readonly onCorrect: () => void }) {
  const { t } = useLingui()
  const formats = useFormats()
  const minute = useMinute()
  return (
    <div data-log-text>
      <p className="log-facts">
        <strong>
          <bdi>{log.subject}</bdi>
        </strong>
        <Button size="small" tone="quiet" onPress={onCorrect} data-action="correct">
          {t`Correct the log`}
        </Button>
      </p>
      {log.text === '' ? null : (
        <p className="log-text">
          <bdi>{log.text}</bdi>
        </p>
      )}
      {log.edited.map(({ field, user, at }) => (
        <p key={field} className="quiet-note" data-edited={field}>
          {field === 'subject' ? (
            <Trans>
              Subject corrected by {user}, {formats.moment(at, minute)}
            </Trans>
          ) : (
            <Trans>
              Notes corrected by {user}, {formats.moment(at, minute)}
            </Trans>
          )}
        </p>
      ))}
    </div>
  )
}

interface Correction {
  readonly isSaving: boolean
  readonly problem: string | null
  /** Resolves to whether it was taken. */
  readonly correct: (changes: Partial<ActivityChanges>) => Promise<boolean>
}

function useCorrection(callId: string, log: ActivityLog): Correction {
  const { i18n } = useLingui()
  const refresh = useRefreshLogs()
  const [error, setError] = useState<unknown>(null)
  const [isSaving, setSaving] = useState(false)
  const correct = async (changes: Partial<ActivityChanges>): Promise<boolean> => {
    setSaving(true)
    setError(null)
    try {
      await api.changeActivity({ params: { id: log.id }, body: { add: [], remove: [], ...changes } })
      await refresh(callId)
      return true
    } catch (problem) {
      setError(problem)
      return false
    } finally {
      setSaving(false)
    }
  }
  return { isSaving, problem: error === null ? null : problemText(i18n, error), correct }
}

interface CorrectProps {
  readonly log: ActivityLog
  readonly correction: Correction
  readonly onDone: () => void
}

function Correct({ log, correction, onDone }: CorrectProps) {
  const { t } = useLingui()
  const [subject, setSubject] = useState(log.subject)
  const [text, setText] = useState(log.text)
  const isDirty = !correction.isSaving && (subject !== log.subject || text !== log.text)
  const { question, unlessUnsaved, release } = useUnsavedGuard(isDirty)
  const first = useRef<HTMLInputElement>(null)
  // The button that was pressed for it is gone: the keyboard goes on here.
  useEffect(() => {
    first.current?.focus()
  }, [])
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    // Only what was touched becomes this person's word.
    const changes = {
      ...(subject === log.subject ? {} : { subject }),
      ...(text === log.text ? {} : { text }),
    }
    release()
    void correction.correct(changes).then((isTaken) => {
      if (isTaken) onDone()
    })
  }
  return (
    <Form className="log-form" onSubmit={submit} data-form="correct-log">
      <Field
        label={t`Subject`}
        value={subject}
        onChange={setSubject}
        maxLength={500}
        autoComplete="off"
        inputRef={first}
      />
      <TextField className="field" value={text} onChange={setText} maxLength={20_000}>
        <Label className="field-label">
          <Trans>Notes in the log</Trans>
        </Label>
        <TextArea className="input" />
      </TextField>
      <div className="log-form-end">
        <Button type="submit" tone="main" size="small" isPending={correction.isSaving}>
          <Trans>Save</Trans>
        </Button>
        <Button
          size="small"
          onPress={() => {
            unlessUnsaved(onDone)
          }}
        >
          <Trans>Cancel</Trans>
        </Button>
      </div>
      {question}
    </Form>
  )
}

const howWords: Readonly<Record<LogRecord['how'], MessageDescriptor>> = {
  matched: msg`found for the call`,
  opened: msg`opened during the call`,
  created: msg`made during the call`,
  corrected: msg`put here by hand`,
}
const kindIcons: Readonly<Record<LogRecord['kind'], IconName>> = {
  contact: 'person',
  account: 'company',
  case: 'note',
  opportunity: 'opportunity',
}
const pages = {
  contact: '/contacts/$id',
  account: '/accounts/$id',
  case: '/cases/$id',
  opportunity: '/opportunities/$id',
} as const

/** The records that the log stands on; one is taken away, or put there, by hand. */
function StandsOn({ log, correction }: { readonly log: ActivityLog; readonly correction: Correction }) {
  const { t, i18n } = useLingui()
  return (
    <div>
      <h3 className="section-title">
        <Trans>The log stands on</Trans>
      </h3>
      <ul className="rows">
        {log.records.map((record) => (
          <li key={record.id} className="row log-record" data-stands-on={record.kind} data-how={record.how}>
            <Icon name={kindIcons[record.kind]} size={16} />
            <span className="row-main">
              <Link to={pages[record.kind]} params={{ id: record.id }} className="link">
                <bdi>{record.title}</bdi>
              </Link>
              <small>{i18n._(howWords[record.how])}</small>
            </span>
            <Button
              tone="quiet"
              size="small"
              icon="close"
              iconOnly
              aria-label={t`Take the log off ${record.title}`}
              isDisabled={correction.isSaving}
              onPress={() => void correction.correct({ remove: [{ kind: record.kind, id: record.id }] })}
            />
          </li>
        ))}
      </ul>
      {log.records.length === 0 ? (
        <p className="quiet-note">
          <Trans>No record yet.</Trans>
        </p>
      ) : null}
      <div className="log-add">
        <RecordSearch
          label={t`Put it on another record`}
          kinds={['contact', 'account', 'case', 'opportunity']}
          onPick={({ kind, id }) => void correction.correct({ add: [{ kind, id }] })}
        />
      </div>
    </div>
  )
}
