import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import type { PopRuleSet, PopRuleWords, PopTrial } from '@hookswitch/contract'
import { useCallOption, usePastCalls } from '#admin/past-calls.ts'
import { api } from '#app/api.ts'
import { problemText } from '#app/problem-words.ts'
import { RuleVerdicts } from '#pop/rule-verdicts.tsx'
import { momentWords, targetWord } from '#pop/words.ts'
import { Button } from '#ui/button.tsx'
import { Picker } from '#ui/choice.tsx'

interface TrialProps {
  readonly draft: PopRuleSet
  readonly words: PopRuleWords
  readonly canAsk: boolean
}

/** What the draft would do with one call of the past. */
export function Trial({ draft, words, canAsk }: TrialProps) {
  const { t, i18n } = useLingui()
  const [picked, setPicked] = useState<string | null>(null)
  const recent = usePastCalls()
  const callOption = useCallOption()
  const calls = (recent.data?.items ?? []).filter(({ outcome }) => outcome !== null)
  const callId = picked ?? calls[0]?.id ?? null
  const trial = useMutation({
    mutationFn: async (id: string) => api.tryPopRules({ body: { draft, callId: id } }),
  })
  return (
    <section className="section" aria-labelledby="rules-trial">
      <h2 className="section-title" id="rules-trial">
        <Trans>Try the draft on one call</Trans>
      </h2>
      {calls.length === 0 ? (
        <p className="quiet-note">
          <Trans>No calls yet.</Trans>
        </p>
      ) : (
        <div className="admin-tools">
          <Picker label={t`Call`} value={callId ?? ''} options={calls.map(callOption)} onChange={setPicked} />
          <Button
            isDisabled={!canAsk || callId === null}
            isPending={trial.isPending}
            onPress={() => {
              if (callId !== null) trial.mutate(callId)
            }}
          >
            <Trans>Try it</Trans>
          </Button>
        </div>
      )}
      <p className="form-problem" role="alert">
        {trial.error === null ? null : problemText(i18n, trial.error)}
      </p>
      <Found trials={trial.data?.items} words={words} />
    </section>
  )
}

function Found({
  trials,
  words,
}: {
  readonly trials: readonly PopTrial[] | undefined
  readonly words: PopRuleWords
}) {
  return (
    <div aria-live="polite" className="trials">
      {trials?.length === 0 ? (
        <p className="quiet-note">
          <Trans>Nobody’s telephone had a part in this call.</Trans>
        </p>
      ) : null}
      {trials?.map((one) => (
        <OneTrial key={`${one.user.id} ${one.would.action.moment}`} one={one} words={words} />
      ))}
    </div>
  )
}

function OneTrial({ one, words }: { readonly one: PopTrial; readonly words: PopRuleWords }) {
  const { i18n } = useLingui()
  const { action, rules } = one.would
  const would = i18n._(targetWord(action.what))
  const was = one.was === null ? null : i18n._(targetWord(one.was.what))
  const user = <bdi>{one.user.name}</bdi>
  const moment = i18n._(momentWords[action.moment])
  return (
    <details className="trial" data-trial={action.moment}>
      <summary>
        <Trans>
          {user}: {moment}: {would}
        </Trans>
        {was === null || was === would ? null : (
          <span className="chip">
            <Trans>now: {was}</Trans>
          </span>
        )}
      </summary>
      <RuleVerdicts rules={rules.filter(({ verdict }) => verdict !== 'otherMoment')} names={words} />
    </details>
  )
}
