/**
 * What the caller sees behind his link: one text, as it is now. No session, no cookie, nothing kept, nothing of the agents'
 * page. The secret stands after the `#` of the address, which browsers send to nobody: it is in no log and no referrer, and
 * programs that look at links before people do see an empty page.
 */
import './guest.css'
import { wordsFor } from './words.ts'

interface Shared {
  readonly text: string
  readonly version: number
  readonly from: string
}

/** The server holds an answer back for some seconds while nothing changes; a connection that is silent for longer is dead. */
const patienceMs = 30_000
const pauseMs = { first: 1_000, most: 10_000 }

const { language, words } = wordsFor(navigator.languages)
const place = document.querySelector<HTMLElement>('.guest')
const [from, text, state] = ['.guest-from', '.guest-text', '.guest-state'].map((name) =>
  document.querySelector<HTMLElement>(name),
)

function show(kind: 'shown' | 'empty' | 'offline' | 'gone', shared: Shared | null): void {
  if (place === null || from == null || text == null || state == null) return
  place.dataset['guest'] = kind
  from.textContent = shared === null ? '' : words.from.replace('{name}', () => shared.from)
  // Text and nothing but text, whatever it says.
  text.textContent = shared?.text ?? ''
  const said = { shown: words.live, empty: words.nothing, offline: words.offline, gone: words.gone }
  state.textContent = said[kind]
}

async function read(token: string, version: number | null): Promise<Shared | 'gone' | 'later'> {
  try {
    const response = await fetch('/api/guest/shared', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, version }),
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(patienceMs),
    })
    if (response.ok) return (await response.json()) as Shared
    return response.status === 404 || response.status === 400 ? 'gone' : 'later'
  } catch {
    return 'later'
  }
}

async function follow(token: string): Promise<void> {
  let last: Shared | null = null
  let pause = pauseMs.first
  for (;;) {
    const answer = await read(token, last?.version ?? null)
    if (answer === 'gone') {
      // What was shown is taken away too.
      show('gone', null)
      return
    }
    if (answer === 'later') {
      show('offline', last)
      await new Promise((resolve) => setTimeout(resolve, pause))
      pause = Math.min(pauseMs.most, pause * 2)
      continue
    }
    last = answer
    pause = pauseMs.first
    show(answer.text === '' ? 'empty' : 'shown', answer)
  }
}

document.documentElement.lang = language
document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr'
document.title = words.title
void follow(window.location.hash.slice(1))
// Another link in the same window.
window.addEventListener('hashchange', () => {
  window.location.reload()
})
