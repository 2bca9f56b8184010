import { useEffect, useState, type KeyboardEvent } from 'react'
import type { Target } from './targets.ts'
import { useTargets } from './use-targets.ts'

export interface TargetChoice {
  /** The one that was chosen; null while it is being looked for. */
  readonly chosen: Target | null
  readonly onChoose: (target: Target | null) => void
  /** Enter once somebody is chosen. */
  readonly onEnter: () => void
}

/** What is typed, who that may be, and which of them is marked. */
export function useTargetList({ chosen, onChoose, onEnter }: TargetChoice) {
  const [text, setText] = useState('')
  const [mark, setMark] = useState(0)
  const { targets, isDone, error } = useTargets(chosen === null ? text : '')

  const pick = (target: Target): void => {
    setText(target.name)
    onChoose(target)
  }
  const wait = useWaitForFirst(isDone ? (targets[0] ?? null) : undefined, pick)
  const type = (next: string): void => {
    setText(next)
    setMark(0)
    wait.end()
    onChoose(null)
  }
  const at = Math.min(mark, Math.max(0, targets.length - 1))
  const move = (step: number): void => {
    if (targets.length > 0) setMark((at + step + targets.length) % targets.length)
  }
  const enter = (): void => {
    const marked = targets[at]
    if (chosen !== null) onEnter()
    // A list that is not of the whole text yet is chosen from only on purpose, with the arrow keys.
    else if (marked !== undefined && (isDone || at > 0)) pick(marked)
    else if (text.trim() !== '') wait.begin()
  }
  const keys: Partial<Readonly<Record<string, () => void>>> = {
    ArrowDown: () => {
      move(1)
    },
    ArrowUp: () => {
      move(-1)
    },
    Enter: enter,
  }
  return { text, at, targets, isDone, error, pick, type, onKey: keyHandler(keys) }
}

type Keys = Partial<Readonly<Record<string, () => void>>>

const keyHandler =
  (keys: Keys) =>
  (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey) return
    const act = keys[event.key]
    if (act === undefined) return
    event.preventDefault()
    act()
  }

/** Enter may come before the list: then the first is taken as soon as there is one. `first` is undefined until then. */
function useWaitForFirst(first: Target | null | undefined, pick: (target: Target) => void) {
  const [isWaiting, setWaiting] = useState(false)
  useEffect(() => {
    if (!isWaiting || first === undefined) return
    setWaiting(false)
    if (first !== null) pick(first)
    // Only when the list has come: what it is called with is of that moment.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [isWaiting, first])
  return {
    begin: () => {
      setWaiting(true)
    },
    end: () => {
      setWaiting(false)
    },
  }
}
