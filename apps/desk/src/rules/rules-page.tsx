import { Trans, useLingui } from '@lingui/react/macro'
import { popRuleSet, type PopRules, type PopRuleSet, type PopRuleWords } from '@hookswitch/contract'
import { LeaveGuard } from '#app/leave-guard.tsx'
import { Lines } from '#records/related.tsx'
import { Button } from '#ui/button.tsx'
import { Segments } from '#ui/choice.tsx'
import { LoadFailed } from '#ui/load-failed.tsx'
import { RuleList } from './rule-list.tsx'
import { TimeMachine } from './time-machine.tsx'
import { Trial } from './trial.tsx'
import { useRules, useRuleWords, type RulesState } from './use-rules.ts'
import { Versions } from './versions.tsx'
import '#admin/ladder.css'
import '#pop/pop.css'
import './rules.css'

/** Where administrators write what pops: when, for whom, what. */
export function RulesPage() {
  const rules = useRules()
  const words = useRuleWords()
  const error = rules.error ?? words.error
  return (
    <article className="admin-page rules-page" data-rules={rules.data === undefined ? 'asked' : 'there'}>
      <h1 className="admin-title">
        <Trans>Rules of what pops</Trans>
      </h1>
      <p className="admin-about">
        <Trans>
          At each moment of a call the first rule that fits decides what opens for a user. Whoever is typing
          or speaking is only offered a link. What you write here is a draft: nothing changes until you put it
          in force.
        </Trans>
      </p>
      {error === null ? null : <LoadFailed error={error} onRetry={rules.reload} />}
      {rules.data === undefined || rules.draft === undefined || words.data === undefined ? (
        error === null ? (
          <Lines count={8} />
        ) : null
      ) : (
        <Writing rules={rules} data={rules.data} draft={rules.draft} words={words.data} />
      )}
    </article>
  )
}

interface WritingProps {
  readonly rules: RulesState
  readonly data: PopRules
  readonly draft: PopRuleSet
  readonly words: PopRuleWords
}

function Writing({ rules, data, draft, words }: WritingProps) {
  const { t } = useLingui()
  const isWhole = popRuleSet.safeParse(draft).success
  return (
    <>
      <section className="section" aria-label={t`Draft`}>
        <RuleList
          rules={draft.rules}
          words={words}
          onChange={(all) => {
            rules.write({ ...draft, rules: all })
          }}
        />
        <Segments
          label={t`When it rings and no rule fits`}
          value={draft.otherwise}
          options={[
            { id: 'callPage', text: t`show the page of the call` },
            { id: 'nothing', text: t`open nothing` },
          ]}
          onChange={(otherwise) => {
            rules.write({ ...draft, otherwise })
          }}
        />
        <Keeping rules={rules} data={data} isWhole={isWhole} />
        <LeaveGuard isDirty={rules.isDirty} />
      </section>
      <Trial draft={draft} words={words} canAsk={isWhole} />
      <TimeMachine draft={draft} words={words} canAsk={isWhole} />
      <Versions rules={data} busy={rules.busy} onRollBack={(version) => void rules.rollBack(version)} />
    </>
  )
}

interface KeepingProps {
  readonly rules: RulesState
  readonly data: PopRules
  readonly isWhole: boolean
}

/** Save, put in force, and how it stands. */
function Keeping({ rules, data, isWhole }: KeepingProps) {
  const [current] = data.versions
  const version = current?.version
  const differs = rules.isDirty || data.changed || current === undefined
  return (
    <div className="rules-keeping">
      <Button
        isDisabled={!rules.isDirty || !isWhole || rules.busy}
        onPress={() => void rules.save()}
        data-rules-save
      >
        <Trans>Save the draft</Trans>
      </Button>
      <Button
        tone="main"
        isDisabled={!differs || !isWhole || rules.busy}
        onPress={() => void rules.publish()}
        data-rules-publish
      >
        <Trans>Put in force</Trans>
      </Button>
      <span role="status" className="rules-status">
        {rules.told === 'saved' ? <Trans>The draft is saved.</Trans> : null}
        {rules.told === 'published' || rules.told === 'back' ? (
          <Trans>Version {version} is in force, from the next call on.</Trans>
        ) : null}
        {rules.told !== null ? null : isWhole ? (
          <Standing rules={rules} data={data} />
        ) : (
          <Trans>A rule is unfinished: it has no name, no value or no address.</Trans>
        )}
      </span>
      <p className="form-problem" role="alert">
        {rules.problem}
      </p>
      {rules.problem === null ? null : (
        <Button size="small" onPress={rules.reload}>
          <Trans>Read them again and drop what is not saved</Trans>
        </Button>
      )}
    </div>
  )
}

function Standing({ rules, data }: Pick<KeepingProps, 'rules' | 'data'>) {
  const [current] = data.versions
  if (rules.isDirty) return <Trans>Not saved yet.</Trans>
  if (current === undefined)
    return <Trans>No rules are in force: when it rings, the page of the call comes.</Trans>
  const { version } = current
  return data.changed ? (
    <Trans>Version {version} is in force; the draft differs from it.</Trans>
  ) : (
    <Trans>Version {version} is in force.</Trans>
  )
}
