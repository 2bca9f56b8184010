import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { browserPath } from './browser.ts'

interface Answer {
  readonly id?: number
  readonly method?: string
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/**
 * A page in a Chromium that nobody holds. Playwright keeps each of its pages visible and focused, and a visible page cannot
 * be frozen: `Page.setWebLifecycleState` then does nothing, and says that it did.
 */
export class BarePage {
  readonly #child: ChildProcess
  readonly #profile: string
  readonly #socket: WebSocket
  readonly #session: string
  readonly #pending = new Map<number, (answer: Answer) => void>()
  #lastId = 0

  private constructor(
    parts: Readonly<{ child: ChildProcess; profile: string; socket: WebSocket }>,
    session: string,
  ) {
    this.#child = parts.child
    this.#profile = parts.profile
    this.#socket = parts.socket
    this.#session = session
    parts.socket.on('message', (data) => {
      const answer = JSON.parse(String(data as Buffer)) as Answer
      this.#pending.get(answer.id ?? -1)?.(answer)
    })
  }

  /** @param first runs in each of its documents before anything else. */
  static async open(first: () => void): Promise<BarePage> {
    const profile = mkdtempSync(join(tmpdir(), 'hookswitch-bare-'))
    const flags = [
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
      '--mute-audio',
      'about:blank',
    ]
    const child = spawn(browserPath(), flags, { stdio: ['ignore', 'ignore', 'pipe'] })
    const socket = new WebSocket(await addressOf(child), { perMessageDeflate: false })
    await once(socket, 'open')
    const parts = { child, profile, socket }
    const browser = new BarePage(parts, '')
    const { targetInfos } = await browser.#send<{ targetInfos: { type: string; targetId: string }[] }>(
      'Target.getTargets',
    )
    const targetId = targetInfos.find(({ type }) => type === 'page')?.targetId
    const attach = { targetId, flatten: true }
    const { sessionId } = await browser.#send<{ sessionId: string }>('Target.attachToTarget', attach)
    socket.removeAllListeners('message')
    const page = new BarePage(parts, sessionId)
    await page.#send('Page.enable')
    await page.#send('Page.addScriptToEvaluateOnNewDocument', { source: `(${first.toString()})()` })
    return page
  }

  async goto(url: string): Promise<void> {
    await this.#send('Page.navigate', { url })
    await this.until(() => document.readyState === 'complete')
  }

  /** @param given what `work` takes, if anything: it is written into the page, and nothing else of here is there. */
  async evaluate<Result, Given = void>(
    work: (given: Given) => Result,
    given?: Given,
  ): Promise<Awaited<Result>> {
    const expression = `(${work.toString()})(${JSON.stringify(given) ?? ''})`
    const ask = { expression, awaitPromise: true, returnByValue: true }
    const { result } = await this.#send<{ result: { value: Awaited<Result> } }>('Runtime.evaluate', ask)
    return result.value
  }

  /** Signs in as the page itself would, and waits until it is live. */
  async signIn(url: string, who: { readonly userName: string; readonly password: string }): Promise<void> {
    await this.goto(url)
    const status = await this.evaluate(async (body: typeof who) => {
      const headers = { 'content-type': 'application/json' }
      return (await fetch('/api/session', { method: 'POST', headers, body: JSON.stringify(body) })).status
    }, who)
    if (status >= 300) throw new Error(`sign-in: ${status}`)
    await this.goto(url)
    await this.until(() => document.querySelector('[data-line="live"]') !== null)
  }

  /** Waits until something is so in the page. */
  async until(is: () => boolean, withinMs = 20_000): Promise<void> {
    const deadline = performance.now() + withinMs
    while (!(await this.evaluate(is).catch(() => false))) {
      if (performance.now() > deadline) throw new Error(`not so within ${withinMs} ms: ${is.toString()}`)
      await wait(50)
    }
  }

  /** As the browser does with a tab that nobody has looked at for minutes: no task of it runs any more. */
  async freeze(): Promise<void> {
    await this.#send('Page.setWebLifecycleState', { state: 'frozen' })
  }

  async wake(): Promise<void> {
    await this.#send('Page.setWebLifecycleState', { state: 'active' })
  }

  async close(): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.#socket.terminate()
    this.#child.kill('SIGKILL')
    await gone
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 })
  }

  #send<Result>(method: string, params: object = {}): Promise<Result> {
    this.#lastId += 1
    const id = this.#lastId
    const to = this.#session === '' ? {} : { sessionId: this.#session }
    this.#socket.send(JSON.stringify({ id, method, params, ...to }))
    return new Promise((resolve, reject) => {
      this.#pending.set(id, ({ result, error }) => {
        this.#pending.delete(id)
        if (error === undefined) resolve(result as Result)
        else reject(new Error(`${method}: ${error.message}`))
      })
    })
  }
}

/** Where the browser is reached: it says so when it is up. */
function addressOf(child: ChildProcess): Promise<string> {
  let said = ''
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (part: Buffer) => {
      said = (said + part.toString()).slice(-4_000)
      const found = /DevTools listening on (ws:\S+)/.exec(said)
      if (found?.[1] !== undefined) resolve(found[1])
    })
    child.once('exit', () => reject(new Error(`The browser did not start: ${said}`)))
  })
}
