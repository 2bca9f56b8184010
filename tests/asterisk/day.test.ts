/**
 * A few busy seconds: five phones at once, each with its own seeded row of calls. Every phone writes down what
 * truly happened; afterwards the calls that the connector told of must be these, each once, each with its outcome.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from '@hookswitch/model'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { installAsterisk, whyNoAsterisk } from '../peers/asterisk.ts'
import type { Phone } from '../peers/sip/phone.ts'
import { Site } from './site.ts'
import { describeWithPeers } from '../peers/describe-with-peers.ts'

const missing = await whyNoAsterisk()
const CALLS_EACH = 40
const extensions = ['1001', '1002', '1003', '1004', '1005']

const stories = [
  'caller ends',
  'agent ends',
  'held',
  'rejected',
  'given up',
  'rejected by command',
  'dialled by click',
  'dialled',
] as const
type Story = (typeof stories)[number]

/** What a story must come to, as the log of it should say. */
const outcomes: Readonly<Record<Story, string>> = {
  'caller ends': 'inbound answered',
  'agent ends': 'inbound answered',
  held: 'inbound answered',
  rejected: 'inbound rejected',
  'given up': 'inbound missed',
  'rejected by command': 'inbound rejected',
  'dialled by click': 'outbound answered',
  dialled: 'outbound answered',
}

async function mustDo(site: Site, command: Command): Promise<void> {
  const result = await site.command(command)
  if (!result.ok) throw new Error(`${command.kind}: ${result.refusal.message}`)
}

async function callIn(
  site: Site,
  phone: Phone,
  { story, number }: { story: Story; number: string },
): Promise<void> {
  const rings = phone.next()
  const caller = await site.trunk.dial(`+1800555${phone.user}`, { callerNumber: number })
  const own = await rings
  await site.callWith(phone.user, 'alerting')
  if (story === 'given up') await caller.hangUp()
  else if (story === 'rejected') own.reject()
  else if (story === 'rejected by command') {
    const connection = site.connectionOf(phone.user)
    await mustDo(site, { kind: 'rejectCall', device: phone.user, connection })
  } else {
    await own.answer()
    await site.callWith(phone.user, 'connected')
    if (story === 'held') {
      await own.hold()
      await site.callWith(phone.user, 'hold')
      await own.hold(false)
      await site.callWith(phone.user, 'connected')
    }
    await (story === 'agent ends' ? own : caller).hangUp()
  }
  await site.until(`${number} is over at both ends`, () => own.state === 'ended' && caller.state === 'ended')
}

async function callOut(
  site: Site,
  phone: Phone,
  { story, number }: { story: Story; number: string },
): Promise<void> {
  let own
  if (story === 'dialled') own = await phone.dial(number)
  else {
    const rings = phone.next()
    await mustDo(site, { kind: 'makeCall', device: phone.user, to: number })
    own = await rings
    await own.answer()
  }
  await site.until(`${number} answered`, () =>
    site.live.some(({ called, answeredAt }) => called.number === number && answeredAt !== null),
  )
  await own.hangUp()
}

describeWithPeers(missing, 'a busy time on a real Asterisk', () => {
  let site: Site

  beforeAll(async () => {
    await installAsterisk()
    site = await Site.open('day')
  })
  afterAll(() => site?.close())

  it(`${extensions.length * CALLS_EACH} calls on ${extensions.length} phones: each is told once, and comes out as it was`, async () => {
    site.trunk.mode = 'answer'
    const phones = await Promise.all(extensions.map((extension) => site.phone(extension)))
    await site.connect()
    const ledger: string[] = []
    const live = async (phone: Phone, row: number): Promise<void> => {
      let seed = row * 7_919 + 1
      for (let index = 0; index < CALLS_EACH; index += 1) {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
        const story = stories[(seed >> 8) % stories.length] ?? 'dialled'
        const number = `+1415555${row}${String(index).padStart(3, '0')}`
        const play = story === 'dialled' || story === 'dialled by click' ? callOut : callIn
        await play(site, phone, { story, number })
        ledger.push(`${number} ${outcomes[story]}`)
        await site.until(
          'no call is left at the phone',
          () => !site.live.some((call) => call.connections.some(({ device }) => device === phone.user)),
        )
        await sleep(seed % 50)
      }
    }
    await Promise.all(phones.map((phone, row) => live(phone, row)))
    await site.until('no call is left', () => site.live.length === 0)
    const told = site.ended.map(({ direction, calling, called, outcome }) => {
      const number = direction === 'outbound' ? called.number : calling.number
      return `${number} ${direction} ${outcome}`
    })
    expect(told.toSorted()).toEqual(ledger.toSorted())
    expect(site.logs.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([])
  }, 120_000)
})
