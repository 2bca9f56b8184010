import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openStaticFiles } from './static-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'hookswitch-desk-'))
mkdirSync(join(folder, 'assets'))
writeFileSync(join(folder, 'index.html'), '<!doctype html><title>desk</title>')
writeFileSync(join(folder, 'assets', 'app-1a2b3c.js'), 'run()')
writeFileSync(join(folder, '..', `${folder.split('/').at(-1)}-secret`), 'secret')

const files = await openStaticFiles(folder)
const get = (path: string, headers: Record<string, string> = {}) =>
  files.serve(new Request(`http://localhost${path}`, { headers }))

test('what has a hash in its name may be kept for ever, the page itself is asked for anew', async () => {
  const script = await get('/assets/app-1a2b3c.js')
  expect(await script.text()).toBe('run()')
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect((await get('/')).headers.get('cache-control')).toBe('no-cache')
})

test('every address of the page gives the page; what looks like a file and is none is missing', async () => {
  for (const path of ['/', '/index.html', '/contacts/42', '/demo/phone'])
    expect([path, await (await get(path)).text()]).toEqual([path, '<!doctype html><title>desk</title>'])
  expect((await get('/assets/gone-999.js')).status).toBe(404)
})

test.each([
  '/../x-secret',
  '/..%2fx-secret',
  '/assets/../../x-secret',
  '/%2e%2e/x-secret',
  '/assets/%00',
  '//etc/passwd',
])('nothing outside the folder is served: %s', async (path) => {
  const own = path.replace('x-secret', `${folder.split('/').at(-1)}-secret`)
  const text = await (await get(own)).text()
  expect(text).not.toContain('secret')
  expect(text).not.toContain('root:')
})

test('is compressed for those who can read it', async () => {
  const packed = await get('/assets/app-1a2b3c.js', { 'accept-encoding': 'gzip, br' })
  expect(packed.headers.get('content-encoding')).toBe('br')
  expect(brotliDecompressSync(Buffer.from(await packed.arrayBuffer())).toString()).toBe('run()')
})

test('a page that is not built says so', async () => {
  const none = await openStaticFiles(join(folder, 'nowhere'))
  const response = await none.serve(new Request('http://localhost/'))
  expect(response.status).toBe(503)
  expect(await response.text()).toContain('not built yet')
})
