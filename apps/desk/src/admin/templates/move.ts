/** Where something is dropped: beside which other one. */
export interface DropPlace<Key> {
  readonly key: Key
  readonly position: 'before' | 'after'
}

/** The list with `keys`, in their order, taken out and put beside another one. */
export function moved<Key>(
  list: readonly Key[],
  keys: ReadonlySet<Key>,
  place: DropPlace<Key>,
): readonly Key[] {
  if (keys.has(place.key)) return list
  const taken = list.filter((key) => keys.has(key))
  const others = list.filter((key) => !keys.has(key))
  const at = others.indexOf(place.key) + (place.position === 'after' ? 1 : 0)
  return at < 0 || !others.includes(place.key)
    ? list
    : [...others.slice(0, at), ...taken, ...others.slice(at)]
}
