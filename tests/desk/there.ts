/** What a suite has set up before its first test. */
export function there<Thing>(it: Thing | null): Thing {
  if (it === null) throw new Error('only within a test')
  return it
}
