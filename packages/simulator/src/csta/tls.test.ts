import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { expect, test } from 'vitest'
import { decodeMessage, editions, encodeFrame, encodeMessage, FrameReader } from '@hookswitch/pbx/csta/codec'
import { startSimulator } from '#simulator.ts'

/** A key and a certificate for this test; undefined where openssl is not installed. */
function keyPair(): { key: string; cert: string } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-tls-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  const names = ['-nodes', '-days', '2', '-subj', '/CN=localhost', '-keyout', key, '-out', cert]
  try {
    execFileSync('openssl', ['req', '-x509', ...curve, ...names], { stdio: 'ignore' })
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  } catch {
    return undefined
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('the same over TLS', async ({ skip }) => {
  const tls = keyPair()
  if (tls === undefined) return skip('openssl is not installed')
  const simulator = await startSimulator({ port: 0, tls })
  const socket = connect({ port: simulator.port, host: '127.0.0.1', ca: tls.cert, servername: 'localhost' })
  socket.write(encodeFrame('0007', encodeMessage({ kind: 'RequestSystemStatus' }, editions.ed6)))
  const frames = new FrameReader()
  const answer = await new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('data', (bytes) => {
      for (const { body } of frames.push(bytes).frames) resolve(decodeMessage(body))
    })
  })
  expect(answer).toMatchObject({ message: { kind: 'RequestSystemStatusResponse', systemStatus: 'normal' } })
  socket.destroy()
  await simulator.stop()
})
