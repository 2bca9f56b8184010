import { Trans, useLingui } from '@lingui/react/macro'
import { RecordSearch } from '#records/record-search.tsx'
import { Button } from '#ui/button.tsx'
import type { Named } from './kinds.ts'

interface RecordFieldProps {
  readonly label: string
  readonly of: 'account' | 'contact' | 'case'
  readonly value: Named | null
  readonly onChange: (value: Named | null) => void
}

/** A record that belongs to this one: found by typing, taken off by a press. */
export function RecordField({ label, of, value, onChange }: RecordFieldProps) {
  const { t } = useLingui()
  const name = value?.title ?? ''
  return (
    <div className="field" role="group" aria-label={label}>
      <span className="field-label">{label}</span>
      {value === null ? (
        <RecordSearch
          label={t`Find by name or number`}
          kinds={[of]}
          onPick={({ id, title }) => {
            onChange({ id, title })
          }}
        />
      ) : (
        <span className="picked">
          <bdi>{value.title}</bdi>
          <Button
            size="small"
            tone="quiet"
            aria-label={t`Remove ${name}`}
            onPress={() => {
              onChange(null)
            }}
          >
            <Trans>Remove</Trans>
          </Button>
        </span>
      )}
    </div>
  )
}
