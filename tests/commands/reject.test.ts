import { afterEach, expect, test } from 'vitest'
import type { CallView } from '@hookswitch/contract'
import { openOffice, type Office } from './office.ts'

let office: Office | undefined
afterEach(() => office?.close())

const from = '+14155552900'

async function ringsAtAnna(plan: Parameters<typeof openOffice>[0]['plan'] & {}) {
  office = await openOffice({
    extensions: ['1001', '1002'],
    simulator: { agentsReady: false, settings: { toneMs: 50 } },
    plan,
  })
  const [anna, ben] = await Promise.all([office.person('1001'), office.person('1002')])
  const { id } = await office.hands.startCall({ from, to: '1001' })
  const call = await anna.page.seeCall((view) => view.state === 'alerting')
  expect(call.offers).toContain('rejectCall')
  await anna.api.commandCall({ params: { id: call.id }, body: { kind: 'rejectCall' } })
  const over = await anna.page.seeCall((view) => view.id === call.id && view.endedAt !== null)
  return { office, anna, ben, id, call, over }
}

test('rejected by deflection: it rings where the configuration says, as the same call with the same caller', async () => {
  const {
    office: here,
    anna,
    ben,
    id,
    call,
    over,
  } = await ringsAtAnna({ rejectBy: 'deflect', rejectTo: '1002' })
  expect(over).toMatchObject({ outcome: 'diverted' })
  const came = await ben.page.seeCall((view) => view.state === 'alerting')
  expect(came).toMatchObject({ id: call.id, other: { e164: from } })
  await ben.api.commandCall({ params: { id: came.id }, body: { kind: 'answerCall' } })
  await ben.page.seeCall((view) => view.state === 'connected')
  await here.hands.hangUp(id)
  await ben.page.seeCall((view) => view.endedAt !== null)
  const mine = (items: CallView[]) => items.filter((view) => view.other.e164 === from)
  expect(mine((await ben.api.myCalls({ query: {} })).items)).toMatchObject([{ outcome: 'answered' }])
  expect(mine((await anna.api.myCalls({ query: {} })).items)).toMatchObject([{ id: call.id }])
  // Who sent it away has not missed it.
  expect((await anna.api.myCalls({ query: { missed: 'true' } })).items).toEqual([])
})

test('rejected by clearing: it rings nowhere else, and the caller hears that he is refused', async () => {
  const { office: here, ben, id, over } = await ringsAtAnna({ rejectBy: 'clear', rejectTo: '1002' })
  expect(over).toMatchObject({ outcome: 'rejected' })
  await expect.poll(async () => (await here.hands.call(id)).state).toBe('ended')
  expect(ben.page.events.filter(({ event }) => event.kind === 'call')).toEqual([])
})
