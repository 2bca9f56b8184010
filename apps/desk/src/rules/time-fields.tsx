import { Trans, useLingui } from '@lingui/react/macro'
import type { PopCondition } from '@hookswitch/contract'
import { CheckBox } from '#ui/check-box.tsx'
import { Segments } from '#ui/choice.tsx'
import { WhenField } from './when-field.tsx'

type TimeCondition = Extract<PopCondition, { kind: 'time' }>

interface TimeFieldsProps {
  readonly condition: TimeCondition
  readonly onChange: (condition: TimeCondition) => void
}

/** Days, hours, and whose clock. */
export function TimeFields({ condition, onChange }: TimeFieldsProps) {
  const { t, i18n } = useLingui()
  const days = new Intl.DateTimeFormat(i18n.locale, { weekday: 'short', timeZone: 'UTC' })
  return (
    <div className="rule-time">
      <fieldset className="rule-values">
        <legend className="field-label">
          <Trans>Days</Trans>
        </legend>
        <div className="rule-ticks">
          {[1, 2, 3, 4, 5, 6, 7].map((day) => (
            <CheckBox
              key={day}
              isOn={condition.days.includes(day)}
              onChange={(isOn) => {
                const others = condition.days.filter((one) => one !== day)
                onChange({ ...condition, days: isOn ? [...others, day].toSorted((a, b) => a - b) : others })
              }}
            >
              {/* The first of January 2024 was a Monday. */}
              {days.format(Date.UTC(2024, 0, day))}
            </CheckBox>
          ))}
        </div>
      </fieldset>
      <WhenField
        type="time"
        label={t({ message: 'From', context: 'time of day' })}
        value={condition.from}
        onChange={(from) => {
          onChange({ ...condition, from })
        }}
      />
      <WhenField
        type="time"
        label={t({ message: 'To', context: 'time of day' })}
        value={condition.to}
        onChange={(to) => {
          onChange({ ...condition, to })
        }}
      />
      <Segments
        label={t`By the clock of`}
        value={condition.zone}
        options={[
          { id: 'tenant', text: t`the organisation` },
          { id: 'user', text: t`the user` },
        ]}
        onChange={(zone) => {
          onChange({ ...condition, zone })
        }}
      />
    </div>
  )
}
