import { Trans } from '@lingui/react/macro'
import { optionalActions, type Template } from '@hookswitch/contract'
import { useSay } from '#admin/use-say.ts'
import { CheckBox } from '#ui/check-box.tsx'
import { actionWords } from './column-words.ts'

interface ActionsFormProps {
  readonly actions: Template['actions']
  readonly onChange: (actions: Template['actions']) => void
}

/** What users of this template may do with a call. */
export function ActionsForm({ actions, onChange }: ActionsFormProps) {
  const say = useSay()
  return (
    <fieldset className="component-form" data-form="actions">
      <legend className="section-title">
        <Trans>What may be done with a call</Trans>
      </legend>
      <p className="field-hint">
        <Trans>To answer, reject, hang up and come back to who waits is always possible.</Trans>
      </p>
      <div className="action-boxes">
        {optionalActions.map((action) => (
          <CheckBox
            key={action}
            name={action}
            isOn={actions.includes(action)}
            onChange={(isOn) => {
              onChange(isOn ? [...actions, action] : actions.filter((one) => one !== action))
            }}
          >
            {say(actionWords[action])}
          </CheckBox>
        ))}
      </div>
    </fieldset>
  )
}
