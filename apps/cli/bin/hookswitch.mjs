#!/usr/bin/env node
// The programs are TypeScript, which Node runs directly from 24 on: an older Node hands over to the project's own.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const main = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src', 'main.ts')
if (Number.parseInt(process.versions.node, 10) >= 24) await import(pathToFileURL(main).href)
else handOver()

function handOver() {
  const packaged = dirname(createRequire(import.meta.url).resolve('node/package.json'))
  const node24 = join(packaged, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  const child = spawn(node24, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  // Ctrl-C in a terminal reaches the child by itself: sent on, it would count as the impatient second one.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGHUP'))
  child.on('error', (error) => {
    console.error(`hookswitch: ${node24} cannot be started: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code) => (process.exitCode = code ?? 1))
}
