import { useLingui } from '@lingui/react/macro'
import type { RuleVerdict } from '@hookswitch/contract'
import { Icon } from '#ui/icon.tsx'
import { useFindingText, type RuleNames } from './use-finding-text.ts'
import { verdictWords } from './words.ts'
import './pop.css'

interface RuleVerdictsProps {
  readonly rules: readonly RuleVerdict[]
  readonly names: RuleNames
}

/** Every rule in order, with why it decided or did not. */
export function RuleVerdicts({ rules, names }: RuleVerdictsProps) {
  const { i18n, t } = useLingui()
  const { findingText } = useFindingText(names)
  return (
    <ol className="why-rules">
      {rules.map(({ id, name, verdict, findings }) => (
        <li key={id} className="why-rule" data-rule={id} data-verdict={verdict}>
          <span className="why-name">
            <bdi>{name}</bdi>
          </span>
          <span>{i18n._(verdictWords[verdict])}</span>
          {findings.length === 0 ? null : (
            <ul className="why-findings">
              {findings.map((finding) => (
                <li
                  key={JSON.stringify(finding.condition)}
                  className="why-finding"
                  data-holds={finding.holds}
                >
                  <Icon name={finding.holds ? 'check' : 'close'} size={14} />
                  <span>
                    <span className="visually-hidden">{finding.holds ? t`Held:` : t`Did not hold:`} </span>
                    {findingText(finding)}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ol>
  )
}
