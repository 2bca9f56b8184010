import { Trans, useLingui } from '@lingui/react/macro'
import type { LadderStep } from '@hookswitch/contract'

/** The messages behind a step, as they were kept; where they are not, what was made of them. */
export function StepMessages({ id, step }: { readonly id: string; readonly step: LadderStep }) {
  const { t } = useLingui()
  const { raw, cause } = step
  return (
    <div className="step-messages" id={id} data-step-messages={raw.length > 0 ? 'kept' : 'gone'}>
      {cause === null ? null : (
        <p className="quiet-note">
          <Trans>
            Why, in the telephone system’s word: <code>{cause}</code>
          </Trans>
        </p>
      )}
      {raw.length === 0 ? (
        <p className="quiet-note">
          <Trans>The message of the telephone system is not kept any more.</Trans>
        </p>
      ) : null}
      {raw.map((text, index) => (
        // They have no name but their place, and never change.
        <Text key={index} label={t`Message of the telephone system`} text={text} />
      ))}
      <Text label={t`What Hookswitch made of it`} text={indented(step.model)} />
    </div>
  )
}

function Text({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <section aria-label={label}>
      <h3 className="step-label">{label}</h3>
      <pre className="step-text">
        <code>{text.trimEnd()}</code>
      </pre>
    </section>
  )
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    return json
  }
}
