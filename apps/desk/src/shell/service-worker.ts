/**
 * Keeps the built page on this computer, so that it opens without waiting and can be installed. Only the page: what the
 * server says (/api) never passes through here. The built list of files is put in by vite.config.ts.
 */
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface Fetching extends Event {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
interface Worker {
  readonly location: Location
  addEventListener(type: 'install' | 'activate', listener: (event: Waiting) => void): void
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void
  skipWaiting(): Promise<void>
}

const worker = self as unknown as Worker
const { version, files } = JSON.parse('__HOOKSWITCH_SHELL__') as { version: string; files: readonly string[] }
const prefix = 'hookswitch-shell-'
/** How long the server has to send the page before the kept one is shown, in ms. */
const patienceMs = 4_000
const shell: ReadonlySet<string> = new Set(files.filter((file) => !file.startsWith('/assets/')))

worker.addEventListener('install', (event) => {
  event.waitUntil(keepFiles())
})
worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOld())
})
worker.addEventListener('message', ({ data }) => {
  if (data === 'takeOver') void worker.skipWaiting()
})
worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== worker.location.origin) return
  if (pathname.startsWith('/assets/')) event.respondWith(fromHere(request))
  else if (request.mode === 'navigate' && isOfPage(pathname)) event.respondWith(fromServer(request, '/'))
  else if (shell.has(pathname)) event.respondWith(fromServer(request, pathname))
})

/** Addresses of the page itself have no dot; the server's own are not the page's. */
const isOfPage = (pathname: string): boolean =>
  !/^\/(?:api|guest|metrics|healthz|readyz)(?:\/|$)|\./.test(pathname)

async function keepFiles(): Promise<void> {
  const cache = await caches.open(prefix + version)
  // Asked of the server, not of the browser's own store: what is kept here is what the server has now.
  await cache.addAll(files.map((file) => new Request(file, { cache: 'no-cache' })))
}

/** The last one stays: tabs that are still open go on loading their own parts from it. */
async function dropOld(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== prefix + version)
  await Promise.all(names.slice(0, -1).map(async (name) => caches.delete(name)))
}

/** The name of such a file holds a hash of what is in it: it never changes. */
async function fromHere(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request)
}

/** What the server has now; the kept one only where it does not answer. */
async function fromServer(request: Request, kept: string): Promise<Response> {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(patienceMs) })
  } catch (error) {
    const found = await caches.match(kept, { ignoreVary: true })
    if (found === undefined) throw error
    return found
  }
}
