import { Field, type FieldProps } from '#ui/field.tsx'
import { News } from './news.tsx'

/** What one line of text takes of a draft. */
interface TextDraft<Name extends string> {
  readonly values: Readonly<Record<Name, string>>
  readonly set: (name: Name) => (text: string) => void
  readonly error: (name: Name) => string | null
  readonly news: Readonly<Partial<Record<Name, string>>>
}

interface DraftFieldProps<Name extends string> extends Pick<FieldProps, 'inputMode' | 'spellCheck'> {
  readonly draft: TextDraft<NoInfer<Name>>
  readonly name: Name
  readonly label: string
}

/** One line of text of a draft, with what is wrong with it and what somebody else made of it. */
export function DraftField<Name extends string>({ draft, name, label, ...rest }: DraftFieldProps<Name>) {
  return (
    <div>
      <Field
        {...rest}
        label={label}
        name={name}
        value={draft.values[name]}
        onChange={draft.set(name)}
        error={draft.error(name)}
        autoComplete="off"
      />
      <News of={draft.news[name]} />
    </div>
  )
}
