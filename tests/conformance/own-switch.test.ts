/**
 * `hookswitch check pbx` at a switch of which it knows nothing but where it speaks, as a program, with somebody at the
 * telephones who does what it says and presses Enter. (The switch is the simulated one; only that somebody knows it.)
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AgentName, agents, type Outsider, readScoreCard, scenarios } from '@hookswitch/pbx/conformance'
import { SimulatorStage } from '#cli/check/simulator-stage.ts'

const program = fileURLToPath(new URL('../../apps/cli/src/main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'hookswitch-own-switch-'))
const card = join(folder, 'card.md')
const config = join(folder, 'hookswitch.json')

let stage: SimulatorStage
beforeAll(async () => {
  stage = await SimulatorStage.open('ecma-ed4')
  const link = {
    dialect: 'ecma-ed4',
    host: '127.0.0.1',
    port: stage.port,
    user: 'hookswitch',
    password: 'hookswitch',
  }
  writeFileSync(
    config,
    JSON.stringify({ links: [{ name: 'main', kind: 'csta', country: 'US', config: link }] }),
  )
})
afterAll(async () => {
  await stage.close()
  rmSync(folder, { recursive: true })
})

/** Does at the telephones what a sentence says. */
class Somebody {
  readonly done: string[] = []
  readonly #callers = new Map<string, Outsider>()

  /** What is typed when it is done. */
  async does(sentence: string): Promise<string> {
    this.done.push(sentence)
    for (const [pattern, act] of this.#knows) {
      const parts = pattern.exec(sentence)
      if (parts === null) continue
      await act(...(parts.slice(1) as [string, string, string]))
      return ''
    }
    throw new Error(`Nobody understands: ${sentence}`)
  }

  readonly #knows: ReadonlyArray<
    readonly [RegExp, (one: string, two: string, three: string) => Promise<void>]
  > = [
    [
      /^From (\S+), call (\S+?)(, and withhold the number)?\.$/,
      (from, to, withheld) => this.#calls(from, to, withheld),
    ],
    [/^On (\S+), key (\S+)\.$/, async (from, digits) => this.#callers.get(from)?.keys(digits)],
    [/^On (\S+), answer the call\.$/, (number) => stage.outsideAnswers(number)],
    [
      /^On (\S+), hang up\.$/,
      (number) => this.#callers.get(number)?.hangsUp() ?? stage.outsideHangsUp(number),
    ],
    [
      /^At telephone (\d+): (\D+?)\s?(\+?\d+)?(?: without asking there)?\.$/,
      (phone, what, to) => this.#at(phone, what, to),
    ],
    [/^Make telephone (\d+) busy/, (phone) => handAt(phone).becomes('busy')],
    [/^Take telephone (\d+) off/, (phone) => handAt(phone).becomes('absent')],
    [/^Put telephone (\d+) back/, (phone) => handAt(phone).becomes('usual')],
    [/^Make (\+\d+) busy/, (number) => stage.outside(number, 'busy')],
    [/^Put (\+\d+) back/, (number) => stage.outside(number, 'rings')],
    [/^Hang up every telephone/, async () => {}],
  ]

  async #calls(from: string, to: string, withheld: string | undefined): Promise<void> {
    this.#callers.set(from, await stage.customerCalls({ from, to, withheld: withheld !== undefined }))
  }

  async #at(phone: string, what: string, to: string): Promise<void> {
    const hand = handAt(phone)
    const acts: Readonly<Record<string, () => Promise<void>>> = {
      'answer the call': () => hand.answers(),
      'refuse the call': () => hand.refuses(),
      'hang up': () => hand.hangsUp(),
      dial: () => hand.dials(to),
      'transfer the call to': () => hand.sendsTo(to),
      'join the two calls and leave them': () => hand.handsOver(),
    }
    const act = acts[what]
    if (act === undefined) throw new Error(`Nobody knows how to ${what}.`)
    await act()
  }
}

function handAt(phone: string) {
  const agent = agents.find((one) => stage.places.extension(one) === phone)
  return stage.hand(agent ?? ('nobody' as AgentName))
}

/** Runs the program, and lets somebody do what it asks. */
async function check(options: readonly string[], somebody = new Somebody()) {
  const child = spawn(process.execPath, [program, 'check', 'pbx', '--config', config, ...options])
  let said = ''
  let heard = 0
  const listen = async (): Promise<void> => {
    for (const { index, 1: sentence = '' } of said.slice(heard).matchAll(/▸ (.*)\n.*> /g)) {
      heard += index + 1
      child.stdin.write(`${await somebody.does(sentence)}\n`)
    }
  }
  let work = Promise.resolve()
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString()
    work = work.then(listen).catch((error: unknown) => {
      said += String(error)
      child.kill()
    })
  })
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  await work
  return { code, said, asked: somebody.done }
}

const phones = [
  '--phones',
  '1001,1002,1003,1004',
  '--direct-prefix',
  '+1800555',
  '--quiet',
  '60ms',
  '--patience',
  '3s',
]
const outside = ['--customer', '+14155550100', '--other', '+14155550123', '--far', '+14155550199']
const inside = [
  '--queue',
  '6001',
  '--menu',
  '6000',
  '--group',
  '6010',
  '--park',
  '701',
  '--voicemail',
  '7000',
]

const everything = [...phones, ...outside, ...inside, '--pickup-group', '--write', card]

describe('hookswitch check pbx at a switch of one’s own', () => {
  test('with somebody who does what it says, every story that one can play tells the same history', async () => {
    const { code, said, asked } = await check([...everything, '--link', 'main'])
    expect(said.split('\n').filter((line) => line.includes('✗'))).toEqual([])
    expect(code).toBe(0)
    expect(asked.length).toBeGreaterThan(100)
    const [column] = readScoreCard(readFileSync(card, 'utf8'))
    if (column === undefined) throw new Error('There is no card.')
    expect(column.name).toBe('main')
    expect(column.verdicts.size).toBe(scenarios.length)
    const left = [...column.verdicts].filter(([, { kind }]) => kind !== 'passed').map(([name]) => name)
    // A name that comes with a number, telephones that open or stop by themselves; what one does not do to a switch in use.
    expect(left.toSorted()).toEqual([
      'click-to-dial-own-phone-opens',
      'inbound-named',
      'inbound-not-answered',
      'refused-licence',
      'switch-restarts-in-mid-call',
    ])
  }, 300_000)

  test('alone it plays what commands can play, and asks nobody', async () => {
    const { code, said, asked } = await check([...phones, ...inside, '--alone', '--only', 'internal-'])
    expect(asked).toEqual([])
    expect(said).toContain('✓ internal-click-to-dial')
    expect(said).toContain('– internal-answered: It needs somebody: At telephone 1001: dial 1002.')
    expect(code).toBe(0)
  })

  test('one telephone is enough for what one can play', async () => {
    const { code, said } = await check([
      '--phones',
      '1001',
      '--alone',
      '--only',
      'refused-',
      '--quiet',
      '60ms',
    ])
    expect(said).toContain('✓ refused-no-such-call')
    expect(said).toContain('needs a telephone for bob')
    expect(code).toBe(0)
  })

  test('a story may be passed over, and the rest left', async () => {
    class Tired extends Somebody {
      override does(sentence: string): Promise<string> {
        this.done.push(sentence)
        return Promise.resolve(this.done.length === 1 ? 's' : 'q')
      }
    }
    const { said, asked } = await check([...everything, '--only', 'inbound-'], new Tired())
    expect(asked).toHaveLength(2)
    expect(said).toMatch(/– inbound-caller-hangs-up: It needs somebody/)
    expect(said).not.toContain('inbound-abandoned')
  })

  test('without a word of where the switch is, or of its telephones, it says what is missing', async () => {
    expect((await check(['--link', 'other', '--phones', '1001'])).said).toContain('--link, one of main')
    expect((await check(['--link', 'main'])).said).toContain('--phones')
    const nobody = ['--kind', 'csta', '--set', 'host=127.0.0.1', '--set', 'port=1', '--phones', '1001']
    expect((await check(nobody)).said).toContain('The telephone system cannot be reached')
  })
})
