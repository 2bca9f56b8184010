import { useEffect, useRef } from 'react'
import { useNavigate } from '@tanstack/react-router'
import type { CallView, PopTarget } from '@hookswitch/contract'
import { hasUnsaved } from '#app/unsaved.ts'
import { isRinging, isUp } from '#calls/select-call.ts'
import { useIsLive, useCalls } from '#live/use-live.ts'
import { claimPop } from './claim-pop.ts'
import { isInTheMiddle, isWriting, watchHands } from './hands.ts'
import { placeOf } from './place-of.ts'

/** What a call asks of the page now, and a name for the asking: the same is asked once. */
interface Asked {
  readonly call: CallView
  readonly what: PopTarget
  readonly name: string
  /** A rule said so, rather than what always happens when it rings. */
  readonly byRule: boolean
}

/**
 * Opens what the rules ask for when the user is idle. Whoever types, speaks or composes keeps his page: then the call's card
 * offers a link, and nothing else happens.
 */
export function usePops(): void {
  const calls = useCalls()
  const navigate = useNavigate()
  const isLive = useIsLive()
  const known = useRef(new Set<string>())
  const hasBegun = useRef(false)
  useEffect(watchHands, [])
  useEffect(() => {
    if (!isLive) return
    const fresh = calls.flatMap(askedOf).filter(({ name }) => !known.current.has(name))
    for (const { name } of fresh) known.current.add(name)
    // Whoever opens one page of many while it rings wants to see that page.
    const isFirst = !hasBegun.current
    hasBegun.current = true
    if (isFirst && location.pathname !== '/') return
    // What a call asked for that was over before the page was opened is of the past, also where it was never opened.
    for (const asked of fresh) if (!isFirst || isUp(asked.call)) void open(asked, { calls, navigate })
  }, [calls, navigate, isLive])
}

/** Before rules are written, a call that begins to ring brings the page back to what goes on now. */
function askedOf(call: CallView): Asked[] {
  const { popped } = call
  if (popped !== undefined) {
    const name = `${call.id} ${popped.moment} ${JSON.stringify(popped.what)}`
    return [{ call, what: popped.what, name, byRule: true }]
  }
  if (!isRinging(call) || call.pop?.status === 'searching') return []
  return [{ call, what: { kind: 'callPage' }, name: `${call.id} rings`, byRule: false }]
}

async function open(
  { call, what, name, byRule }: Asked,
  {
    calls,
    navigate,
  }: { readonly calls: readonly CallView[]; readonly navigate: ReturnType<typeof useNavigate> },
): Promise<void> {
  const place = placeOf(call, what)
  if (place === null || isTalking(calls, call) || isBusy(byRule)) return
  // What is open already need not be claimed.
  if (place.to === '/' && location.pathname === '/') return
  const before = location.pathname
  if (byRule && !(await claimPop(name))) return
  // While the windows agreed on who, the hands may have moved.
  if (location.pathname !== before || isBusy(byRule)) return
  await navigate(place)
}

/** On another call. */
function isTalking(calls: readonly CallView[], asking: CallView): boolean {
  return calls.some((call) => call.id !== asking.id && isUp(call) && !isRinging(call))
}

const isBusy = (byRule: boolean): boolean => isWriting() || hasUnsaved() || (byRule && isInTheMiddle())
