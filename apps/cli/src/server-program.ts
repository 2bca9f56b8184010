import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type WriteStream, createWriteStream, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ProgramError } from './program-error.ts'

const serverMain = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url))
/** The server promises to be down within ten seconds of SIGTERM; after that it is not going to. */
const patienceMs = 10_000
/** A first start makes a database cluster; on a slow disk that is most of a minute. */
const startMs = 120_000

export interface ServerProgramOptions {
  readonly port: number
  readonly environment: NodeJS.ProcessEnv
  /** Where its log goes instead of this program's output. */
  readonly logFile?: string
}

/** The server runs as a program of its own: the command line never imports it, and outlives its crash to say so. */
export class ServerProgram {
  readonly #options: ServerProgramOptions
  #child: ChildProcess | undefined
  #log: WriteStream | undefined
  #lastWords: string[] = []

  constructor(options: ServerProgramOptions) {
    this.#options = options
  }

  get url(): string {
    return `http://localhost:${this.#options.port}`
  }

  /** Resolves when the server answers `/readyz`; rejects when it ends before. */
  async start(signal: AbortSignal): Promise<void> {
    const child = this.#spawn()
    const ended = new AbortController()
    child.once('exit', () => ended.abort())
    const until = AbortSignal.any([signal, ended.signal, AbortSignal.timeout(startMs)])
    while (!until.aborted) {
      if (await this.#answers(until)) return
      await sleep(100, undefined, { signal: until }).catch(() => undefined)
    }
    if (signal.aborted) return
    const what = ended.signal.aborted
      ? 'The server ended while it was starting'
      : 'The server did not get ready'
    throw new ProgramError('server', [`${what}.`, ...this.#lastWords.map(humanLine)].join('\n  '))
  }

  /** Resolves with the exit code when the server ends by itself or after `stop`. */
  async ended(): Promise<number> {
    const child = this.#child
    if (!child) return 0
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    return child.exitCode ?? 1
  }

  /** Asks it to stop and waits; takes it down if it does not obey in time. */
  async stop(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const overdue = setTimeout(() => child.kill('SIGKILL'), patienceMs)
    await once(child, 'exit')
    clearTimeout(overdue)
    this.#log?.end()
  }

  #spawn(): ChildProcess {
    const { environment, logFile } = this.#options
    const child = spawn(process.execPath, [serverMain], {
      env: environment,
      stdio: logFile ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    })
    this.#child = child
    if (logFile) {
      mkdirSync(dirname(logFile), { recursive: true })
      this.#log = createWriteStream(logFile, { flags: 'a' })
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (part: Buffer) => {
          this.#log?.write(part)
          this.#remember(part.toString())
        })
      }
    }
    return child
  }

  #remember(text: string): void {
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    this.#lastWords = [...this.#lastWords, ...lines].slice(-8)
  }

  async #answers(signal: AbortSignal): Promise<boolean> {
    try {
      const reply = await fetch(`${this.url}/readyz`, { signal })
      await reply.body?.cancel()
      return reply.ok
    } catch {
      return false
    }
  }
}

/** A log line is JSON for machines; a person gets its sentence. */
function humanLine(line: string): string {
  try {
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message?: string } }
    return [msg, err?.message].filter(Boolean).join(': ') || line
  } catch {
    return line
  }
}

/** Where the demonstration puts the server's log. */
export const logFileIn = (data: string): string => join(data, 'log', 'server.ndjson')
