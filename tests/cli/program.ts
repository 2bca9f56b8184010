import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../apps/cli/bin/hookswitch.mjs', import.meta.url))

/** `hookswitch` as a person runs it: another process, its output kept. */
export class Program {
  readonly child: ChildProcess
  output = ''

  constructor(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, [bin, ...args], { env: { ...process.env, ...environment } })
    const keep = (part: Buffer): void => {
      this.output += part.toString()
    }
    this.child.stdout?.on('data', keep)
    this.child.stderr?.on('data', keep)
  }

  /** Waits for words in the output; says what there was instead when the program ends without them. */
  async says(words: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = words.exec(this.output)
      if (found) return found
      if (this.child.exitCode !== null) throw new Error(`ended without ${words}:\n${this.output}`)
      await Promise.race([once(this.child.stdout!, 'data'), once(this.child.stderr!, 'data'), this.ended()])
    }
  }

  /** The exit code, once everything that was said has been read. */
  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close')
    return this.child.exitCode
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal)
    return this.ended()
  }
}
