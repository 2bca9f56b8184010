import { createInterface } from 'node:readline'
import { NotPlayed, type Person } from '@hookswitch/pbx/conformance'

/**
 * The person at this console: a line for each thing to be done, and Enter when it is done. Two things at once are asked
 * one after the other.
 */
export class ConsolePerson implements Person {
  readonly #lines: AsyncIterator<string>
  readonly #console: ReturnType<typeof createInterface>
  readonly #quit: () => void
  #last: Promise<unknown> = Promise.resolve()

  /** @param quit what is done when the person wants no more */
  constructor(quit: () => void) {
    this.#quit = quit
    this.#console = createInterface({ input: process.stdin })
    this.#lines = this.#console[Symbol.asyncIterator]()
  }

  does(what: string): Promise<void> {
    const asked = this.#last.then(() => this.#ask(what))
    this.#last = asked.catch(() => undefined)
    return asked
  }

  async #ask(what: string): Promise<void> {
    process.stdout.write(`  ▸ ${what}\n    [Enter] done   [s] skip this story   [q] stop > `)
    const { value, done } = await this.#lines.next()
    if (!process.stdin.isTTY) process.stdout.write('\n')
    const said = done === true ? 'q' : String(value).trim().toLowerCase()
    if (said === 'q') this.#quit()
    if (said !== '') throw new NotPlayed(`somebody: ${what}`)
  }

  close(): void {
    this.#console.close()
  }
}
