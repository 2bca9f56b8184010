import { useEffect, useRef, type ComponentProps } from 'react'
import type { NotesKeeper, NotesText } from './notes-keeper.ts'
import { bindText, type TextElement } from './text-binding.ts'

interface NotesFieldProps {
  readonly keeper: NotesKeeper
  readonly name: NotesText
}

/** Joins the element with one text of what is written down. React leaves its value alone. */
function useBoundText({ keeper, name }: NotesFieldProps): (element: TextElement | null) => void {
  const element = useRef<TextElement | null>(null)
  useEffect(() => {
    if (element.current === null) return undefined
    return bindText(element.current, keeper.text(name), () => keeper.hold())
  }, [keeper, name])
  return (it) => {
    element.current = it
  }
}

export function NotesArea({ keeper, name, ...rest }: NotesFieldProps & ComponentProps<'textarea'>) {
  const bind = useBoundText({ keeper, name })
  return (
    <textarea
      className="input notes-text"
      {...rest}
      ref={bind}
      onBlur={() => {
        keeper.flush()
      }}
    />
  )
}

export function NotesLine({ keeper, name, ...rest }: NotesFieldProps & ComponentProps<'input'>) {
  const bind = useBoundText({ keeper, name })
  return (
    <input
      {...rest}
      ref={bind}
      className="input"
      onBlur={() => {
        keeper.flush()
      }}
    />
  )
}
