import { Trans, useLingui } from '@lingui/react/macro'
import {
  componentColumns,
  type CallScript,
  type CustomField,
  type ListedKind,
  type TemplateComponent,
} from '@hookswitch/contract'
import { useSay } from '#admin/use-say.ts'
import { kindWords } from '#templates/words.ts'
import { Picker, Segments } from '#ui/choice.tsx'
import { ColumnList } from './column-list.tsx'
import { FieldsPart, LinksPart, PanelPart, ScriptPart } from './component-parts.tsx'
import { LabelFields } from './label-fields.tsx'

/** What the parts of a template may name. */
export interface Surroundings {
  readonly languages: readonly string[]
  readonly scripts: readonly CallScript[]
  readonly fields: readonly CustomField[]
}

export interface ComponentFormProps {
  readonly it: TemplateComponent
  readonly around: Surroundings
  readonly onChange: (it: TemplateComponent) => void
}

/** All that can be said of one component. */
export function ComponentForm({ it, around, onChange }: ComponentFormProps) {
  const { t } = useLingui()
  const say = useSay()
  return (
    <div className="component-form" data-form="component">
      <h2 className="section-title">{say(kindWords[it.kind])}</h2>
      {it.kind === 'caller' ? null : (
        <>
          <p className="field-hint">
            <Trans>Its heading, by language. Where it is empty, the user’s next language is looked in.</Trans>
          </p>
          <LabelFields
            of={t`Heading`}
            labels={it.labels}
            languages={around.languages}
            own={say(kindWords[it.kind])}
            onChange={(labels) => {
              onChange({ ...it, labels })
            }}
          />
        </>
      )}
      <Segments
        label={<Trans>Width</Trans>}
        value={it.width}
        options={[
          { id: 'full', text: t`Whole line` },
          { id: 'wide', text: t`Wide half` },
          { id: 'narrow', text: t`Narrow half` },
        ]}
        onChange={(width) => {
          onChange({ ...it, width })
        }}
      />
      <OfKind it={it} around={around} onChange={onChange} />
    </div>
  )
}

function OfKind({ it, around, onChange }: ComponentFormProps) {
  switch (it.kind) {
    case 'notes':
      return null
    case 'script':
      return <ScriptPart it={it} around={around} onChange={onChange} />
    case 'customFields':
      return <FieldsPart it={it} around={around} onChange={onChange} />
    case 'webPanel':
      return <PanelPart it={it} onChange={onChange} />
    case 'links':
      return <LinksPart it={it} around={around} onChange={onChange} />
    default:
      return <ListedPart it={it} around={around} onChange={onChange} />
  }
}

interface ListedPartProps extends Omit<ComponentFormProps, 'it'> {
  readonly it: Extract<TemplateComponent, { kind: ListedKind }>
}

function ListedPart({ it, around, onChange }: ListedPartProps) {
  const { t } = useLingui()
  const hasRows = !['caller', 'account'].includes(it.kind)
  return (
    <>
      <ColumnList
        it={it}
        languages={around.languages}
        onChange={(columns) => {
          // The list offers only columns of this kind: contract, `componentColumns`.
          const known = columns.filter(({ field }) =>
            (componentColumns[it.kind] as readonly string[]).includes(field),
          )
          onChange({ ...it, columns: known } as TemplateComponent)
        }}
      />
      {hasRows ? (
        <Rows
          value={it.rows}
          label={t`Shown at once`}
          onChange={(rows) => {
            onChange({ ...it, rows })
          }}
        />
      ) : null}
    </>
  )
}

const counts = ['1', '2', '3', '5', '10', '20', '50'] as const

function Rows({
  value,
  label,
  onChange,
}: {
  readonly value: number
  readonly label: string
  readonly onChange: (rows: number) => void
}) {
  const text = String(value)
  const options = [...new Set([...counts, text])].toSorted((a, b) => Number(a) - Number(b))
  return (
    <Picker
      label={label}
      value={text}
      options={options.map((id) => ({ id, text: id }))}
      onChange={(next) => {
        onChange(Number(next))
      }}
    />
  )
}
