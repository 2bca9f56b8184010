import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CallCommand, CallView, LineCommand, ServerFrame } from '@hookswitch/contract'
import { openOffice, seeLine, type Office, type Person } from './office.ts'

let office: Office
let anna: Person
let ben: Person
let cora: Person
let dora: Person

beforeAll(async () => {
  office = await openOffice({
    extensions: ['1001', '1002', '1003', '1004'],
    simulator: {
      agentsReady: false,
      settings: { liftAfterMs: 1, networkMs: 1, toneMs: 50, wrapUpMs: 400, agentRingMs: 60_000 },
    },
    plan: {
      devices: ['6000', '6001', '6010', '701', '702', '703'],
      targets: [
        { kind: 'queue', name: 'Service', number: '6001' },
        { kind: 'park', name: 'Park 1', number: '701' },
        { kind: 'park', name: 'Park 2', number: '702' },
        { kind: 'voicemail', name: 'Mailbox', number: '1012' },
        { kind: 'number', name: 'Night porter', number: '1011' },
      ],
      reasons: [{ code: '2', label: 'Lunch' }],
      pickupGroup: '6001',
    },
  })
  ;[anna, ben, cora, dora] = (await Promise.all(
    ['1001', '1002', '1003', '1004'].map((extension) => office.person(extension)),
  )) as [Person, Person, Person, Person]
})
afterAll(() => office.close())

let customer = 0
let from = ''
beforeEach(() => {
  customer += 1
  from = `+1415555${String(2_000 + customer)}`
})

const calls = (to: string) => office.hands.startCall({ from, to })
const ask = ({ api }: Person, call: CallView, body: CallCommand) =>
  api.commandCall({ params: { id: call.id }, body })
const askLine = ({ api }: Person, body: LineCommand) => api.commandLine({ body })

/** The newest state of this customer's call on a page, once it is so. */
function sees({ page }: Person, is: (call: CallView) => boolean, number = from): Promise<CallView> {
  const latest = (): CallView | undefined =>
    page.events
      .flatMap(({ event }) => (event.kind === 'call' && event.call.other.e164 === number ? [event.call] : []))
      .at(-1)
  return expect
    .poll(latest, { timeout: 10_000 })
    .toSatisfy((call: CallView | undefined) => call !== undefined && is(call))
    .then(() => latest() as CallView)
}

/** The newest of my calls with a colleague. */
function seesTalk({ page }: Person, colleague: string, is: (call: CallView) => boolean): Promise<CallView> {
  const latest = (): CallView | undefined =>
    page.events
      .flatMap(({ event }) =>
        event.kind === 'call' && event.call.parties.some(({ user }) => user === colleague)
          ? [event.call]
          : [],
      )
      .at(-1)
  return expect
    .poll(latest, { timeout: 10_000 })
    .toSatisfy((call: CallView | undefined) => call !== undefined && is(call))
    .then(() => latest() as CallView)
}

const state = (wanted: CallView['state']) => (call: CallView) => call.state === wanted
const ringing = state('alerting')
const talking = state('connected')
const over = (call: CallView): boolean => call.endedAt !== null

/** A customer calls Anna and she answers. */
async function annaTalks(): Promise<{ id: string; call: CallView }> {
  const { id } = await calls('1001')
  await ask(anna, await sees(anna, ringing), { kind: 'answerCall' })
  return { id, call: await sees(anna, talking) }
}

async function logs(number: string): Promise<CallView[]> {
  const { items } = await anna.api.myCalls({ query: { limit: 20 } })
  return items.filter((call) => call.other.e164 === number)
}

test('parties: two who talk drop nobody; a third is added, seen by all, and dropped again', async () => {
  const { id, call } = await annaTalks()
  expect(call.parties.map(({ user, me, state: is, canDrop }) => [user, me, is, canDrop])).toEqual([
    [null, false, 'connected', false],
    ['Anna Adler', true, 'connected', false],
  ])
  await ask(anna, call, { kind: 'singleStepConference', to: '1002' })
  const asked = await sees(ben, ringing)
  await ask(ben, asked, { kind: 'answerCall' })
  const three = await sees(anna, (view) => view.parties.filter(({ canDrop }) => canDrop).length === 2)
  expect(three.parties.map(({ user, me }) => [user, me])).toEqual([
    [null, false],
    ['Anna Adler', true],
    ['Ben Brandt', false],
  ])
  const bens = three.parties.find(({ user }) => user === 'Ben Brandt')
  await expect(ask(anna, three, { kind: 'clearConnection', party: 'nobody' })).rejects.toMatchObject({
    code: 'notOffered',
  })
  await ask(anna, three, { kind: 'clearConnection', party: bens?.id ?? '' })
  expect(await sees(ben, over)).toMatchObject({ outcome: 'answered' })
  const two = await sees(anna, (view) => view.parties.length === 2)
  expect(two).toMatchObject({ state: 'connected', endedAt: null })
  await ask(anna, two, { kind: 'clearCall' })
  await sees(anna, over)
  expect((await office.hands.call(id)).state).toBe('ended')
  expect(await logs(from)).toHaveLength(1)
})

test('a consultation says for whom it is, and who waits says by whom; pairs are offered while there is a pair', async () => {
  const { call } = await annaTalks()
  expect(call).toMatchObject({ consultsFor: null, consultedBy: null })
  const pairs = ['alternateCall', 'transferCall', 'conferenceCall']
  expect(call.offers).not.toEqual(expect.arrayContaining(['transferCall']))
  await ask(anna, call, { kind: 'consultationCall', to: '1002' })
  const consult = await seesTalk(anna, 'Ben Brandt', (view) => view.consultsFor === call.id)
  const waits = await sees(anna, (view) => view.state === 'hold' && view.consultedBy === consult.id)
  expect(waits.offers).toEqual(expect.arrayContaining(pairs))
  expect(waits.offers).not.toContain('retrieveCall')
  await ask(ben, await seesTalk(ben, 'Anna Adler', ringing), { kind: 'answerCall' })
  await ask(anna, consult, { kind: 'alternateCall' })
  await sees(anna, talking)
  const held = await seesTalk(
    anna,
    'Ben Brandt',
    (view) => view.state === 'hold' && view.consultsFor === call.id,
  )
  expect(held.offers).toEqual(expect.arrayContaining(pairs))
  await ask(anna, held, { kind: 'transferCall' })
  await sees(ben, talking)
  await sees(anna, over)
  await ask(ben, await sees(ben, talking), { kind: 'clearConnection' })
  await sees(ben, over)
  expect(await logs(from)).toMatchObject([{ consultedBy: null, offers: [] }])
})

/** Anna has a customer on hold and speaks with Ben. */
async function annaConsults(): Promise<{ call: CallView; consult: CallView }> {
  const { call } = await annaTalks()
  await ask(anna, call, { kind: 'consultationCall', to: '1002' })
  const asked = await seesTalk(ben, 'Anna Adler', (view) => ringing(view) && view.other.e164 !== from)
  await ask(ben, asked, { kind: 'answerCall' })
  const consult = await seesTalk(
    anna,
    'Ben Brandt',
    (view) => view.consultsFor === call.id && talking(view) && view.answeredAt !== null,
  )
  return { call, consult }
}

/** A call between colleagues that is over is nothing that anybody keeps on his page. */
const isGone = (frame: ServerFrame, id: string): true | undefined =>
  frame.kind === 'event' && frame.event.kind === 'callGone' && frame.event.callId === id ? true : undefined

test('reconnect: who was asked goes, who waited is spoken with again, by one command', async () => {
  const { call, consult } = await annaConsults()
  expect(consult.offers).toContain('reconnectCall')
  await ask(anna, consult, { kind: 'reconnectCall' })
  const again = await sees(anna, (view) => talking(view) && view.consultedBy === null)
  expect(again).toMatchObject({ id: call.id, endedAt: null })
  for (const { page } of [anna, ben]) await page.see((frame) => isGone(frame, consult.id))
  await ask(anna, again, { kind: 'clearConnection' })
  await sees(anna, over)
  expect(await logs(from)).toMatchObject([{ id: call.id, outcome: 'answered' }])
})

test('conference: the customer, who has him and who was asked are one call; it goes on without who made it', async () => {
  const { call, consult } = await annaConsults()
  expect(consult.offers).toContain('conferenceCall')
  await ask(anna, consult, { kind: 'conferenceCall' })
  const three = await sees(anna, (view) => talking(view) && view.parties.length === 3)
  expect(three.id).toBe(call.id)
  expect(new Map(three.parties.map(({ user, canDrop }) => [user, canDrop]))).toEqual(
    new Map([
      [null, true],
      ['Anna Adler', false],
      ['Ben Brandt', true],
    ]),
  )
  const bens = await sees(ben, (view) => talking(view) && view.parties.length === 3)
  expect(bens.id).toBe(call.id)
  await ask(anna, three, { kind: 'clearConnection' })
  await sees(anna, over)
  const two = await sees(ben, (view) => talking(view) && view.parties.length === 2)
  await ask(ben, two, { kind: 'clearConnection' })
  await sees(ben, over)
  expect((await logs(from)).map(({ id }) => id)).toEqual([call.id])
})

test('the microphone of the telephone is switched off and on, and the line says so', async () => {
  const { call } = await annaTalks()
  const line = await seeLine(anna, ({ offers }) => offers.includes('setMicrophoneMute'))
  expect(line.muted).toBe(false)
  await askLine(anna, { kind: 'setMicrophoneMute', on: true })
  await seeLine(anna, ({ muted }) => muted)
  await askLine(anna, { kind: 'setMicrophoneMute', on: false })
  await expect
    .poll(() => anna.page.events.findLast(({ event }) => event.kind === 'line')?.event)
    .toMatchObject({ line: { muted: false } })
  await ask(anna, call, { kind: 'clearConnection' })
  await sees(anna, over)
})

test('a consultation that ends gives the held call its own commands back', async () => {
  const { call } = await annaTalks()
  await ask(anna, call, { kind: 'consultationCall', to: '1002' })
  const consult = await seesTalk(anna, 'Ben Brandt', (view) => view.consultsFor === call.id)
  await ask(anna, consult, { kind: 'clearConnection' })
  const alone = await sees(anna, (view) => view.state === 'hold' && view.consultedBy === null)
  expect(alone.offers).toContain('retrieveCall')
  expect(alone.offers).not.toContain('transferCall')
  await ask(anna, alone, { kind: 'retrieveCall' })
  await ask(anna, await sees(anna, talking), { kind: 'clearConnection' })
  await sees(anna, over)
})

test('parked in a slot, seen there by all, and fetched by a colleague: one call, one log', async () => {
  const { call } = await annaTalks()
  await ask(anna, call, { kind: 'parkCall', to: '701' })
  await sees(anna, over)
  const slot = async () => {
    const { targets } = await ben.api.listDirectory({ query: { search: 'park 1' } })
    return targets[0]
  }
  await expect.poll(slot).toMatchObject({ occupied: true, call: { id: call.id, other: { e164: from } } })
  await askLine(ben, { kind: 'directedPickup', device: '701' })
  const fetched = await sees(ben, talking)
  expect(fetched.id).toBe(call.id)
  await expect.poll(slot).toMatchObject({ occupied: false, call: null })
  await ask(ben, fetched, { kind: 'clearConnection' })
  await sees(ben, over)
  expect((await logs(from)).map(({ id }) => id)).toEqual([call.id])
})

test('what rings at a colleague is fetched from him: by his telephone, by the call, and by the group', async () => {
  for (const [index, how] of (['device', 'call', 'group'] as const).entries()) {
    from = `+14155553${customer}${index}0`
    await calls('1002')
    const call = await sees(ben, ringing)
    const { colleagues } = await anna.api.listDirectory({ query: { search: 'brandt' } })
    expect(colleagues).toMatchObject([
      { name: 'Ben Brandt', state: 'ringing', call: { id: call.id, canPickUp: true, other: { e164: from } } },
    ])
    if (how === 'device') await askLine(anna, { kind: 'directedPickup', device: '1002' })
    else if (how === 'call') await askLine(anna, { kind: 'directedPickup', callId: call.id })
    else await askLine(anna, { kind: 'groupPickup' })
    const fetched = await sees(anna, talking)
    expect(fetched.id).toBe(call.id)
    expect(await sees(ben, (view) => over(view) && view.answeredBy !== null)).toMatchObject({
      outcome: 'answeredElsewhere',
      answeredBy: 'Anna Adler',
    })
    await expect(askLine(anna, { kind: 'groupPickup' })).rejects.toMatchObject({ code: 'notOffered' })
    await ask(anna, fetched, { kind: 'clearConnection' })
    await sees(anna, over)
  }
  await expect(askLine(anna, { kind: 'directedPickup', device: '1002' })).rejects.toMatchObject({
    code: 'callMissing',
  })
  await expect(askLine(anna, { kind: 'groupPickup' })).rejects.toMatchObject({ code: 'switchRefused' })
})

test('sent on blindly: to a colleague, to a queue, to a mailbox; what rings is sent on too', async () => {
  const { call } = await annaTalks()
  await ask(anna, call, { kind: 'singleStepTransfer', to: '6001' })
  expect(await sees(anna, over)).toMatchObject({ outcome: 'transferred' })
  await expect
    .poll(async () => (await office.hands.calls()).some((it) => it.from === from && it.state === 'queued'))
    .toBe(true)
  await askLine(cora, { kind: 'setAgentState', state: 'ready' })
  const came = await sees(cora, ringing)
  expect(came).toMatchObject({ id: call.id, queue: '6001' })
  await ask(cora, came, { kind: 'deflectCall', to: '1012' })
  await expect
    .poll(async () => (await office.hands.extensions()).find(({ extension }) => extension === '1012')?.calls)
    .toMatchObject([{ state: 'alerting' }])
  await office.hands.phone('1012', 'answer')
  await office.hands.phone('1012', 'hang-up')
  await askLine(cora, { kind: 'setAgentState', state: 'loggedOff' })
})

test('the place at the queues: ready, busy, work after call, not ready with a reason, and off', async () => {
  await askLine(cora, { kind: 'setAgentState', state: 'ready' })
  await seeLine(cora, ({ agent }) => agent?.state === 'ready')
  await calls('6001')
  const call = await sees(cora, ringing)
  await ask(cora, call, { kind: 'answerCall' })
  await seeLine(cora, ({ agent }) => agent?.state === 'busy')
  await ask(cora, await sees(cora, talking), { kind: 'clearConnection' })
  await seeLine(cora, ({ agent }) => agent?.state === 'workingAfterCall')
  const seen = await anna.api.listDirectory({ query: { search: 'celan' } })
  expect(seen.colleagues[0]?.state).toMatch(/wrapUp|free/)
  await askLine(cora, { kind: 'setAgentState', state: 'notReady', reason: '2' })
  await seeLine(cora, ({ agent }) => agent?.state === 'notReady')
  await expect
    .poll(async () => (await anna.api.listDirectory({ query: { search: 'Cora' } })).colleagues[0]?.state)
    .toBe('away')
  await askLine(cora, { kind: 'setAgentState', state: 'loggedOff' })
  await seeLine(cora, ({ agent }) => agent?.state === 'loggedOff')
})

test('do not disturb and forwarding are the telephone’s own, shown as the switch tells them', async () => {
  await askLine(dora, { kind: 'setDoNotDisturb', on: true })
  await seeLine(dora, ({ doNotDisturb }) => doNotDisturb)
  const { colleagues } = await anna.api.listDirectory({ query: { search: 'Dora' } })
  expect(colleagues).toMatchObject([{ state: 'away', team: 'Care', device: '1004', call: null }])
  await askLine(dora, { kind: 'setDoNotDisturb', on: false })
  await askLine(dora, { kind: 'setForwarding', type: 'immediate', on: true, to: '1001' })
  const line = await seeLine(dora, ({ forwarding }) => forwarding.some(({ active }) => active))
  expect(line.forwarding).toContainEqual({ kind: 'immediate', active: true, to: '1001' })
  await calls('1004')
  await ask(anna, await sees(anna, ringing), { kind: 'rejectCall' })
  await sees(anna, over)
  await askLine(dora, { kind: 'setForwarding', type: 'immediate', on: false })
  await seeLine(
    dora,
    ({ forwarding, doNotDisturb }) => !doNotDisturb && forwarding.every(({ active }) => !active),
  )
})

test('a refusal is the switch’s own, in plain words', async () => {
  const { call } = await annaTalks()
  await expect(ask(anna, call, { kind: 'parkCall', to: '1009' })).rejects.toMatchObject({
    code: 'switchRefused',
    problem: { status: 409, detail: expect.stringMatching(/\w+ \w+.*\.$/) },
  })
  await expect(ask(anna, call, { kind: 'answerCall' })).rejects.toMatchObject({ code: 'notOffered' })
  await expect(ask(anna, call, { kind: 'generateDigits', digits: '12\r\n' })).rejects.toMatchObject({
    code: 'invalid',
  })
  await ask(anna, call, { kind: 'generateDigits', digits: '12#' })
  await ask(anna, call, { kind: 'clearConnection' })
  await sees(anna, over)
})

test('the directory: found by parts of names whatever the accents, places beside people; nobody’s customers are shown', async () => {
  const { call } = await annaTalks()
  const { colleagues, targets } = await ben.api.listDirectory({ query: {} })
  expect(colleagues.map(({ name, state: is }) => [name, is])).toEqual([
    ['Anna Adler', 'onCall'],
    ['Cora Célan', 'free'],
    ['Dora Diehl', 'free'],
  ])
  expect(colleagues[0]?.call).toMatchObject({ state: 'connected', canPickUp: false, other: { number: null } })
  expect(targets.map(({ kind, number }) => `${kind} ${number}`)).toEqual([
    'queue 6001',
    'park 701',
    'park 702',
    'voicemail 1012',
    'number 1011',
  ])
  const found = await ben.api.listDirectory({ query: { search: 'celan' } })
  expect(found.colleagues.map(({ name }) => name)).toEqual(['Cora Célan'])
  expect((await ben.api.listDirectory({ query: { search: 'night' } })).targets).toHaveLength(1)
  await ask(anna, call, { kind: 'clearConnection' })
  await sees(anna, over)
})

test('the line says what may be asked of it, and has the words of the configuration', async () => {
  const line = await seeLine(anna, ({ state: is }) => is === 'live')
  expect(line).toMatchObject({
    reasons: [{ code: '2', label: 'Lunch' }],
    parkSlots: [
      { number: '701', name: 'Park 1' },
      { number: '702', name: 'Park 2' },
    ],
    pickupGroup: '6001',
  })
  expect(line.offers).toEqual(
    expect.arrayContaining([
      'setAgentState',
      'setDoNotDisturb',
      'setForwarding',
      'groupPickup',
      'directedPickup',
    ]),
  )
})
