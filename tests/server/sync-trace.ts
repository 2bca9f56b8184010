import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

/** Why nobody may look at what other processes ask of the system here; null where one may. */
export function whyNoTrace(): string | null {
  if (process.platform !== 'linux') return 'needs Linux'
  if (spawnSync('strace', ['-V']).error !== undefined) return 'needs strace'
  const somebody = spawn('sleep', ['5'])
  const { stderr } = spawnSync('timeout', ['0.3', 'strace', '-p', String(somebody.pid)], { encoding: 'utf8' })
  somebody.kill()
  return stderr.includes('attached') ? null : `strace may not attach to a process here: ${stderr.trim()}`
}

/** Counts how often processes wait for the disk. */
export class SyncTrace {
  readonly #child: ChildProcess
  syncs = 0

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  /** Resolves when it looks at all of them, and at what they start. */
  static async of(pids: readonly number[]): Promise<SyncTrace> {
    const calls = ['-f', '-q', '-e', 'trace=fsync,fdatasync', '-e', 'signal=none']
    const child = spawn('strace', [...calls, ...pids.flatMap((pid) => ['-p', String(pid)])], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const trace = new SyncTrace(child)
    let rest = ''
    child.stderr.on('data', (part: Buffer) => {
      const lines = (rest + part.toString()).split('\n')
      rest = lines.pop() ?? ''
      // One that takes long is told in two lines; the second says how it ended.
      trace.syncs += lines.filter((line) => /f(data)?sync(\(\d+\)| resumed>.*\)) += 0/.test(line)).length
    })
    await new Promise((resolve) => setTimeout(resolve, 500))
    if (child.exitCode !== null) throw new Error('strace has ended at once')
    return trace
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGINT')
    await gone
  }
}
