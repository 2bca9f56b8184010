import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, type Client } from '@hookswitch/contract'
import { Program } from '../cli/program.ts'
import { freePort } from '../free-port.ts'
import { buildPage } from './built-page.ts'

/** The whole product with its demonstration company and a page built for it, in a folder of its own. */
export class DemoServer {
  readonly #folder: string
  readonly #port: number
  readonly #removePage: () => Promise<void>
  #program: Program | null = null
  readonly url: string
  /** Plays the customers. */
  readonly customer: Client

  private constructor(folder: string, port: number, removePage: () => Promise<void>) {
    this.#folder = folder
    this.#port = port
    this.#removePage = removePage
    this.url = `http://localhost:${port}`
    this.customer = createClient({ baseUrl: this.url, headers: { origin: this.url } })
  }

  static async open(): Promise<DemoServer> {
    const { dist, remove } = await buildPage()
    const folder = await mkdtemp(join(tmpdir(), 'hookswitch-road-'))
    // Beside a folder that only root may enter, PostgreSQL's own account could not reach its data.
    execFileSync('chmod', ['755', folder])
    await writeFile(join(folder, 'config.json'), JSON.stringify({ desk: dist }))
    const demo = new DemoServer(folder, await freePort(), remove)
    await demo.#start()
    return demo
  }

  async close(): Promise<void> {
    await this.#program?.stop()
    await this.#removePage()
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** The server's own process dies, not the program that started it. */
  killServer(): void {
    const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
    const all = rows.map((row) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row)).filter((row) => row !== null)
    const under = (pid: number): number[] =>
      all.filter((row) => Number(row[2]) === pid).flatMap((row) => [Number(row[1]), ...under(Number(row[1]))])
    const ours = new Set(under(this.#program?.child.pid ?? -1))
    const server = all.find((row) => ours.has(Number(row[1])) && row[3]?.includes('server/src/main.ts'))
    if (server === undefined) throw new Error('no server process is running')
    process.kill(Number(server[1]), 'SIGKILL')
  }

  /** The lines of the server's log. */
  async log(): Promise<readonly string[]> {
    const text = await readFile(join(this.#folder, 'data', 'log', 'server.ndjson'), 'utf8')
    return text.split('\n')
  }

  async startAgain(): Promise<void> {
    await this.#program?.ended()
    await this.#start()
  }

  async #start(): Promise<void> {
    this.#program = new Program(['start', '--demo'], {
      HOOKSWITCH_PORT: String(this.#port),
      HOOKSWITCH_DATA: join(this.#folder, 'data'),
      HOOKSWITCH_CONFIG: join(this.#folder, 'config.json'),
    })
    await this.#program.says(/Ctrl-C stops everything/)
  }
}
