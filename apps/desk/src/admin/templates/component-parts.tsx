import { Trans, useLingui } from '@lingui/react/macro'
import {
  fieldSubjects,
  placeholders,
  urlTemplate,
  type ComponentOf,
  type TemplateComponent,
} from '@hookswitch/contract'
import { useSay } from '#admin/use-say.ts'
import { Button } from '#ui/button.tsx'
import { CheckBox } from '#ui/check-box.tsx'
import { Picker } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import type { Surroundings } from './component-form.tsx'
import { LabelFields } from './label-fields.tsx'
import { subjectWords } from './subject-words.ts'

interface PartProps<Kind extends TemplateComponent['kind']> {
  readonly it: ComponentOf<Kind>
  readonly onChange: (it: TemplateComponent) => void
}
interface PartAround<Kind extends TemplateComponent['kind']> extends PartProps<Kind> {
  readonly around: Surroundings
}

/** Which script: one for every call, or that of the call's queue. */
export function ScriptPart({ it, around, onChange }: PartAround<'script'>) {
  const { t } = useLingui()
  const options = [
    { id: '', text: t`That of the call’s queue` },
    ...around.scripts.map(({ id, name }) => ({ id, text: name })),
  ]
  return (
    <Picker
      label={<Trans>Script</Trans>}
      value={it.scriptId ?? ''}
      options={options}
      onChange={(id) => {
        onChange({ ...it, scriptId: id === '' ? null : id })
      }}
    />
  )
}

export function FieldsPart({ it, around, onChange }: PartAround<'customFields'>) {
  const say = useSay()
  const fields = around.fields.filter(({ subject, active }) => subject === it.subject && active)
  const chosen = it.fields.length === 0 ? fields.map(({ key }) => key) : it.fields
  return (
    <>
      <Picker
        label={<Trans>Of the</Trans>}
        value={it.subject}
        options={fieldSubjects.map((id) => ({ id, text: say(subjectWords[id]) }))}
        onChange={(subject) => {
          onChange({ ...it, subject, fields: [] })
        }}
      />
      {fields.length === 0 ? (
        <p className="quiet-note">
          <Trans>There are no fields of this kind yet.</Trans>
        </p>
      ) : (
        fields.map(({ key, labels }) => (
          <CheckBox
            key={key}
            isOn={chosen.includes(key)}
            onChange={(isOn) => {
              const next = isOn ? [...chosen, key] : chosen.filter((one) => one !== key)
              onChange({ ...it, fields: next.length === fields.length ? [] : next })
            }}
          >
            <bdi>{Object.values(labels)[0] ?? key}</bdi>
          </CheckBox>
        ))
      )}
    </>
  )
}

export function PanelPart({ it, onChange }: PartProps<'webPanel'>) {
  const { t } = useLingui()
  const heights = ['160', '240', '320', '480', '640', '960']
  const height = String(it.height)
  return (
    <>
      <AddressField
        value={it.url}
        onChange={(url) => {
          onChange({ ...it, url })
        }}
      />
      <Picker
        label={t`Height in pixels`}
        value={height}
        options={[...new Set([...heights, height])].map((id) => ({ id, text: id }))}
        onChange={(next) => {
          onChange({ ...it, height: Number(next) })
        }}
      />
    </>
  )
}

export function LinksPart({ it, around, onChange }: PartAround<'links'>) {
  const { t } = useLingui()
  const set = (links: typeof it.links): void => {
    onChange({ ...it, links })
  }
  return (
    <>
      {it.links.map((link, index) => {
        const nth = index + 1
        return (
          <fieldset key={index} className="link-part">
            <legend className="field-label">{t`Link ${nth}`}</legend>
            <LabelFields
              of={t`Name of link ${nth}`}
              labels={link.labels}
              languages={around.languages}
              own={link.url}
              onChange={(labels) => {
                set(it.links.map((one, at) => (at === index ? { ...one, labels } : one)))
              }}
            />
            <AddressField
              value={link.url}
              onChange={(url) => {
                set(it.links.map((one, at) => (at === index ? { ...one, url } : one)))
              }}
            />
            <Button
              size="small"
              tone="quiet"
              aria-label={t`Remove link ${nth}`}
              onPress={() => {
                set(it.links.filter((_, at) => at !== index))
              }}
            >
              <Trans>Remove</Trans>
            </Button>
          </fieldset>
        )
      })}
      <Button
        size="small"
        icon="plus"
        onPress={() => {
          set([...it.links, { labels: {}, url: 'https://' }])
        }}
      >
        <Trans>Add a link</Trans>
      </Button>
    </>
  )
}

interface AddressFieldProps {
  readonly value: string
  readonly onChange: (url: string) => void
}

/** An address with places for what a call tells. */
function AddressField({ value, onChange }: AddressFieldProps) {
  const { t } = useLingui()
  const isGood = urlTemplate.safeParse(value).success
  return (
    <>
      <Field
        label={t`Address`}
        value={value}
        type="url"
        maxLength={2_000}
        onChange={onChange}
        error={
          isGood
            ? null
            : t`Begin with https:// and the name of the site; of the placeholders, use those below.`
        }
      />
      <Placeholders />
    </>
  )
}

/** All that can stand in braces. */
export function Placeholders() {
  return (
    <details className="column-words">
      <summary>
        <Trans>What a call can fill in</Trans>
      </summary>
      <p className="placeholders" dir="ltr">
        {placeholders.map((name) => (
          <code key={name}>{`{${name}}`}</code>
        ))}
      </p>
    </details>
  )
}
