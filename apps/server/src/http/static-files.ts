import { readdir, readFile } from 'node:fs/promises'
import { extname, join, posix } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { guestHeaders, guestPath } from './headers.ts'

/** The built page: files by their address, nothing else of the disk. */
export interface StaticFiles {
  serve(request: Request): Promise<Response>
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}
const compressible = new Set(['.html', '.js', '.css', '.json', '.svg', '.txt', '.webmanifest'])

interface File {
  readonly path: string
  readonly type: string
  /** By content encoding; made when first asked for. */
  readonly bodies: Map<string, Promise<Buffer<ArrayBuffer>>>
}

const notBuilt =
  '<!doctype html><html lang="en"><title>Hookswitch</title><p>The page is not built yet: run <code>npm start</code>, or <code>npm run build -w @hookswitch/desk</code>.</p></html>'

/** @param folder where the page was built; it may be missing. */
export async function openStaticFiles(folder: string): Promise<StaticFiles> {
  const files = await listFiles(folder)
  const page = files.get('/index.html')
  const guest = files.get('/guest.html')
  return {
    async serve(request) {
      const { pathname } = new URL(request.url)
      if (isGuest(pathname)) return guest === undefined ? notThere() : sendToGuest(guest, request)
      const file = files.get(pathname === '/' ? '/index.html' : pathname)
      if (file !== undefined) return send(file, pathname, request)
      // An address of the page itself: it finds out what to show. What looks like a file is missing.
      const isPage = extname(pathname) === '' || request.headers.get('accept')?.includes('text/html') === true
      if (!isPage) return notThere()
      if (page !== undefined) return send(page, '/index.html', request)
      return new Response(notBuilt, { status: 503, headers: { 'content-type': types['.html'] ?? '' } })
    },
  }
}

const isGuest = (pathname: string): boolean => pathname === guestPath || pathname === '/guest.html'

/** The caller's page: a stranger reads it, perhaps on a shared computer. */
async function sendToGuest(file: File, request: Request): Promise<Response> {
  const response = await send(file, '/guest.html', request)
  for (const [name, value] of Object.entries(guestHeaders)) response.headers.set(name, value)
  return response
}

function notThere(): Response {
  return new Response('Not found', { status: 404, headers: { 'cache-control': 'no-store' } })
}

/** Read once: what is not in this list is not served, whatever the address says. */
async function listFiles(folder: string): Promise<ReadonlyMap<string, File>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const address = posix.join('/', path.slice(folder.length).replaceAll('\\', '/'))
      const type = types[extname(path)] ?? 'application/octet-stream'
      return [address, { path, type, bodies: new Map() }] as const
    })
  return new Map(files)
}

async function send(file: File, address: string, request: Request): Promise<Response> {
  const encoding = encodingOf(file, request.headers.get('accept-encoding') ?? '')
  const body = await bodyOf(file, encoding)
  // Names under assets/ hold a hash of the content: what they name never changes. All else is asked again.
  const cache = address.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
  return new Response(body, {
    headers: {
      'content-type': file.type,
      'cache-control': cache,
      vary: 'accept-encoding',
      ...(encoding === '' ? {} : { 'content-encoding': encoding }),
    },
  })
}

function encodingOf(file: File, accepted: string): string {
  if (!compressible.has(extname(file.path))) return ''
  return accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : ''
}

function bodyOf(file: File, encoding: string): Promise<Buffer<ArrayBuffer>> {
  const made = file.bodies.get(encoding) ?? compress(file.path, encoding)
  file.bodies.set(encoding, made)
  return made
}

async function compress(path: string, encoding: string): Promise<Buffer<ArrayBuffer>> {
  const plain = await readFile(path)
  if (encoding === 'gzip') return promisify(gzip)(plain)
  if (encoding === 'br')
    return promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } })
  return plain
}
