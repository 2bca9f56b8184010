import { ways, type Way } from './office.ts'
import { playCell, type Lane, type Played } from './lane.ts'
import { stories, type Story } from './stories.ts'

const nameOf = (way: Way, story: Story): string => `${way} × ${story.name}`

/** Names of all cells. */
export const cells = ways.flatMap((way) => stories.map((story) => nameOf(way, story)))

/** All cells of one kind of switch: the lanes play at once, each its own way, and every cell is a test of its own. */
export class Matrix {
  readonly #title: string
  readonly #cells = new Map<string, Promise<Played>>()

  constructor(title: string) {
    this.#title = title
  }

  /** Begins to play; does not wait. Lanes that share telephones are given one after the other. */
  begin(...queues: readonly (readonly Lane[])[]): void {
    for (const lanes of queues) {
      let before: Promise<unknown> = Promise.resolve()
      for (const lane of lanes)
        for (const story of stories) {
          const name = nameOf(lane.way, story)
          const cell = before.then(() => playCell(lane, story))
          this.#cells.set(name, cell)
          before = cell.catch(() => undefined)
        }
    }
  }

  /** How a cell came out, once it has been played. */
  async played(name: string): Promise<Played> {
    return (await this.#cells.get(name)) ?? { ms: 0, why: new Error('It was not played.') }
  }

  /** All that was played, to its end. */
  async finished(): Promise<void> {
    await Promise.allSettled(this.#cells.values())
  }

  async print(): Promise<void> {
    const width = Math.max(...stories.map(({ name }) => name.length))
    const lines = [`${this.#title.padEnd(width)}  ${ways.map((way) => way.padEnd(10)).join('')}`]
    for (const story of stories) {
      const cells = ways.map(async (way) => {
        const name = nameOf(way, story)
        const played = await this.#cells.get(name)?.catch(() => undefined)
        if (played === undefined) return '—'
        return `${played.why === null ? 'ok' : 'NO'} ${(played.ms / 1_000).toFixed(1)} s`
      })
      const row = (await Promise.all(cells)).map((cell) => cell.padEnd(10)).join('')
      lines.push(`${story.name.padEnd(width)}  ${row}`)
    }
    // oxlint-disable-next-line no-console -- the table is what this suite is for
    console.log(lines.join('\n'))
  }
}
