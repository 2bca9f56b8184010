const storeKey = 'hookswitch.pops'
const mostKept = 100
/** A window that nobody looks at leaves the pop to one that somebody does. */
const hiddenWaitMs = 300

/**
 * Whether this window is the one that opens what a rule asks for: of all windows of a browser one does, once. Each would
 * else turn its page, and a reload would do it again.
 */
export async function claimPop(pop: string): Promise<boolean> {
  if (document.visibilityState !== 'visible')
    await new Promise((resolve) => setTimeout(resolve, hiddenWaitMs))
  // Locks are there on safe origins only; elsewhere two windows may both be first.
  const locks = 'locks' in navigator ? navigator.locks : null
  return locks === null ? takePop(pop) : locks.request(storeKey, () => takePop(pop))
}

function takePop(pop: string): boolean {
  try {
    const taken = read()
    if (taken.includes(pop)) return false
    localStorage.setItem(storeKey, JSON.stringify([...taken, pop].slice(-mostKept)))
    return true
  } catch {
    // Without a memory every window opens it: better twice than not at all.
    return true
  }
}

function read(): readonly string[] {
  const kept: unknown = JSON.parse(localStorage.getItem(storeKey) ?? '[]')
  return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string') : []
}
