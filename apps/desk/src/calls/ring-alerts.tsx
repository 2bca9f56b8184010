import { useEffect, useState } from 'react'
import { useLingui } from '@lingui/react/macro'
import type { I18n } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { CallView } from '@hookswitch/contract'
import { useCalls, useIsLive } from '#live/use-live.ts'
import { ringNotices } from './ring-notices.ts'
import { ringSound, settleMs } from './ring-sound.ts'
import { isRinging } from './select-call.ts'
import { asCustomers, whoIs } from './words.ts'

/** How long the announcement waits for the caller's name before it names the number alone, in ms. */
const nameWaitMs = 800

/** Tells of a call that begins to ring by every way but the focus: aloud, in the title, by sound, by a notice. */
export function RingAlerts() {
  const { i18n } = useLingui()
  const live = useIsLive()
  const calls = useCalls()
  // A call that rang before the connection was lost may have stopped: it does not ring here.
  const ringing = live ? calls.filter(isRinging) : []
  const said = useAnnouncement(ringing, i18n)
  useTitle(ringing[0], i18n)
  useSound(ringing.length > 0)
  useNotices(ringing)
  return (
    <div role="alert" aria-live="assertive" className="visually-hidden">
      {said}
    </div>
  )
}

/** Says name and number of each call once, when the name is known or will not come in time. */
function useAnnouncement(ringing: readonly CallView[], i18n: I18n): string {
  const [said, setSaid] = useState<Said>({ ids: '', text: '' })
  const ids = ringing.map((call) => call.id)
  const next = ringing.find((call) => !said.ids.split(' ').includes(call.id))
  const isSearching = next?.pop?.status === 'searching'
  const text = next === undefined ? '' : describe(next, i18n)
  const id = next?.id ?? null
  useEffect(() => {
    if (id === null) return undefined
    const timer = setTimeout(
      () => {
        setSaid((before) => ({ ids: `${before.ids} ${id}`, text }))
        ringNotices.show(id, text)
      },
      isSearching ? nameWaitMs : settleMs,
    )
    return () => {
      clearTimeout(timer)
    }
  }, [id, isSearching, text])
  // Emptied when all is quiet, so that the next call of the same person is said again.
  return ids.length === 0 ? '' : said.text
}

interface Said {
  /** Of every call that has been announced. */
  readonly ids: string
  readonly text: string
}

function describe(call: CallView, i18n: I18n): string {
  const who = whoIs(call)
  const number = who.number ?? (who.instead === null ? '' : i18n._(who.instead))
  const comma = i18n.locale === 'ar' ? '، ' : ', '
  const parts = [who.name, who.company, number].filter((part) => part !== null && part !== '')
  const customer = call.about === null ? null : whoIs(asCustomers(call))
  const about = customer?.name ?? customer?.number ?? null
  if (about !== null) return i18n._(msg`Incoming call: ${parts.join(comma)}, about ${about}`)
  return i18n._(msg`Incoming call: ${parts.join(comma)}`)
}

function useTitle(ringing: CallView | undefined, i18n: I18n): void {
  const who = ringing === undefined ? null : whoIs(ringing)
  const name = who === null ? null : (who.name ?? who.number ?? '')
  useEffect(() => {
    const title = name === null ? 'Hookswitch' : i18n._(msg`${name} is calling`)
    document.title = title
    const timer =
      name === null
        ? undefined
        : setInterval(() => {
            document.title = isUnseen() && document.title === title ? `● ${title}` : title
          }, blinkMs)
    return () => {
      clearInterval(timer)
      document.title = 'Hookswitch'
    }
  }, [name, i18n, i18n.locale])
}

/** Softly: once a second, and only while nobody looks at the page. */
const blinkMs = 1_000

const isUnseen = (): boolean =>
  document.hidden && !window.matchMedia('(prefers-reduced-motion: reduce)').matches

/** Of several tabs only one rings: the one that holds the lock; where one is the phone, that one. */
function useSound(isRingingNow: boolean): void {
  useEffect(() => {
    if (!isRingingNow) return undefined
    const over = new AbortController()
    const ended = new Promise<void>((resolve) => {
      over.signal.addEventListener('abort', () => {
        resolve()
      })
    })
    navigator.locks
      .request('hookswitch.ring', ringSound.isPhone ? { steal: true } : { signal: over.signal }, async () => {
        // The lock may come when it rings no more: nobody would stop what began then.
        if (over.signal.aborted) return
        ringSound.start()
        await ended
      })
      // Another tab is the phone, and rings.
      .catch(() => {
        ringSound.stop()
      })
    return () => {
      ringSound.stop()
      over.abort()
    }
  }, [isRingingNow])
}

/** A notice goes when its call rings no more, or when nobody knows whether it does. */
function useNotices(ringing: readonly CallView[]): void {
  const ids = ringing.map((call) => call.id).join(' ')
  useEffect(() => {
    ringNotices.keepOnly(ids.split(' '))
  }, [ids])
  useEffect(
    () => () => {
      ringNotices.keepOnly([])
    },
    [],
  )
}
