import type { PopRule, PopRuleSet, PopRun } from '@hookswitch/contract'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RuleWriter } from '#pop/rule-desk.ts'
import { aRule } from '#pop/test-facts.ts'
import type { TestDatabase } from './store/test-database.ts'
import { callFrom, numbersFrom, openTestLive, openTestOffice, type TestLive } from './test-live.ts'
import { e164, type TestRecords } from './test-records.ts'

let test1: TestDatabase
let tenant: string
let anna: string
let berta: string
let it: TestLive
let records: TestRecords
let writer: RuleWriter
let number = 0

/** A number that no other test has: the calls of those before are told again when a link opens. */
const nextNumber = numbersFrom('03012347')
const callOf = (from: string) => callFrom(from, { to: '1001', id: `p${(number += 1)}` })
/** A call from somebody of whom we have a record. */
async function knownCall() {
  const from = nextNumber()
  const carla = await records.createContact('Rule', from)
  return { from, carla, call: callOf(from) }
}

beforeAll(async () => {
  ;({ test: test1, tenant, anna, berta, records } = await openTestOffice())
  writer = { tenant, country: 'DE', actor: { id: anna, name: 'Anna' } }
})
afterAll(() => test1.close())
beforeEach(async () => {
  it = await openTestLive({ test: test1, tenant })
})
afterEach(() => it.close())

const record = aRule({
  id: 'known',
  name: 'Known callers',
  conditions: [{ kind: 'caller', not: false, values: ['known'] }],
  what: { kind: 'record', of: 'contact' },
})
const form = aRule({
  id: 'new',
  name: 'New callers',
  conditions: [{ kind: 'caller', not: false, values: ['unknown'] }],
  what: { kind: 'newRecord' },
})
const rules = (...all: PopRule[]): PopRuleSet => ({ rules: all, otherwise: 'nothing' })

async function save(draft: PopRuleSet): Promise<number> {
  const { desk } = it.live.popRules
  const now = await desk.read(writer)
  const saved = now.ok ? await desk.save(writer, { draft, revision: now.value.revision }) : now
  if (!saved.ok) throw new Error(saved.code)
  return saved.value.revision
}

async function publish(draft: PopRuleSet): Promise<void> {
  const published = await it.live.popRules.desk.publish(writer, await save(draft))
  if (!published.ok) throw new Error(published.code)
}

const decisionOf = async (callId: string, userId = anna) => {
  const answer = await it.live.popRules.decision({ tenant, userId }, callId)
  if (!answer.ok) throw new Error(answer.code)
  return answer.value
}

test('without rules nothing is decided, and it says so', async () => {
  const client = await it.connect(anna)
  await client.seeSnapshot()
  const { from, call } = await knownCall()
  it.pbx.say(call.rings())
  const { id, popped } = await client.seeCallOf(from, ({ pop }) => pop?.status === 'found')
  expect(popped).toBe(undefined)
  expect(await decisionOf(id)).toEqual({ state: 'noRules', moments: [] })
})

describe('with rules in force', () => {
  test('the page is told what to open, and why; at each moment the rules of that moment', async () => {
    const after = aRule({ id: 'after', name: 'Afterwards', when: 'answered', what: { kind: 'search' } })
    await publish(rules(form, record, after))
    const client = await it.connect(anna)
    await client.seeSnapshot()
    const { from, carla, call } = await knownCall()
    it.pbx.say(call.rings())
    const ringing = await client.seeCallOf(from, ({ popped }) => popped !== undefined)
    expect(ringing.popped).toMatchObject({
      moment: 'ringing',
      version: 1,
      rule: { id: 'known', name: 'Known callers' },
      what: { kind: 'record', of: 'contact', id: carla },
    })
    it.pbx.say(call.isAnswered())
    const answered = await client.seeCallOf(from, ({ popped }) => popped?.moment === 'answered')
    expect(answered.popped?.what).toEqual({ kind: 'search', text: e164(from) })
    it.pbx.say(...call.ends())
    // No rule of the end: what was opened stays what it was.
    const ended = await client.seeCallOf(from, ({ endedAt }) => endedAt !== null)
    expect(ended.popped?.moment).toBe('answered')
    const { moments } = await decisionOf(ringing.id)
    expect(moments.map(({ action }) => [action.moment, action.rule?.id ?? null])).toEqual([
      ['ringing', 'known'],
      ['answered', 'after'],
      ['ended', null],
    ])
    const [first] = moments
    expect(first?.rules.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'new conditions',
      'known popped',
      'after otherMoment',
    ])
    expect(first?.rules[0]?.findings).toMatchObject([{ holds: false, code: 'isNot', value: 'known' }])
  })

  test('it is still told why when the server has been started anew, by the rules of then', async () => {
    await publish(rules(record))
    const client = await it.connect(anna)
    await client.seeSnapshot()
    const { from, call } = await knownCall()
    it.pbx.say(call.rings())
    // Decided by the rules of now, not by those that follow.
    const { id } = await client.seeCallOf(from, ({ popped }) => popped !== undefined)
    it.pbx.say(call.isAnswered(), ...call.ends())
    await client.seeCallOf(from, ({ endedAt }) => endedAt !== null)
    await publish(rules(form))
    await it.close()
    // Long over: nothing of it is in memory.
    it = await openTestLive({ test: test1, tenant, more: { now: () => Date.now() + 3_600_000 } })
    const { state, moments } = await decisionOf(id)
    expect(state).toBe('decided')
    expect(moments[0]?.action).toMatchObject({ moment: 'ringing', rule: { id: 'known' } })
    expect(moments[0]?.rules.map(({ verdict }) => verdict)).toEqual(['popped'])
    // Notes of an old call are no reason to decide it anew.
    const kept = moments.map(({ action }) => action)
    await it.live.ports.writeNotes({ userId: anna, tenant }, id, { text: 'later', version: 0 })
    expect((await decisionOf(id)).moments.map(({ action }) => action)).toEqual(kept)
    // Not Berta's call: there is nothing to tell.
    expect(await it.live.popRules.decision({ tenant, userId: berta }, id)).toMatchObject({
      code: 'recordMissing',
    })
  })

  test('what is published while it rings counts from the next moment on; nothing is opened twice', async () => {
    await publish(rules(record))
    const client = await it.connect(anna)
    await client.seeSnapshot()
    const { from, call } = await knownCall()
    it.pbx.say(call.rings())
    const ringing = await client.seeCallOf(from, ({ popped }) => popped !== undefined)
    const then = ringing.popped?.version ?? 0
    await publish(rules(aRule({ id: 'now', when: 'answered', what: { kind: 'list' } }), form))
    it.pbx.say(call.isAnswered())
    const answered = await client.seeCallOf(from, ({ popped }) => popped?.moment === 'answered')
    expect(answered.popped).toMatchObject({ version: then + 1, rule: { id: 'now' } })
    expect((await decisionOf(ringing.id)).moments.map(({ action }) => action.version)).toEqual([
      then,
      then + 1,
    ])
  })

  test('digits that are keyed in while it rings are heard', async () => {
    await publish(
      rules(form, aRule({ id: 'keyed', conditions: [{ kind: 'digits', not: false, values: ['77*'] }] })),
    )
    const client = await it.connect(anna)
    await client.seeSnapshot()
    const { from, call } = await knownCall()
    it.pbx.say(call.rings())
    const before = await client.seeCallOf(from, ({ popped }) => popped !== undefined)
    expect(before.popped).toMatchObject({ rule: null, what: { kind: 'nothing' } })
    it.pbx.say(call.rings({ digits: '7712' }))
    const after = await client.seeCallOf(from, ({ popped }) => popped !== undefined && popped.rule !== null)
    expect(after.popped?.rule?.id).toBe('keyed')
  })

  test('a draft changes nothing; of two who write, the second hears of the first; going back is a version too', async () => {
    const { desk } = it.live.popRules
    await publish(rules(record))
    const revision = await save(rules(form))
    expect(await desk.save(writer, { draft: rules(), revision: revision - 1 })).toMatchObject({
      code: 'changedMeanwhile',
    })
    expect(await desk.publish(writer, revision - 1)).toMatchObject({ code: 'changedMeanwhile' })
    const drafted = await desk.read(writer)
    if (!drafted.ok) throw new Error(drafted.code)
    expect(drafted.value.changed).toBe(true)
    const inForce = drafted.value.versions[0]?.version ?? 0
    await desk.publish(writer, revision)
    const back = await desk.rollBack(writer, inForce)
    if (!back.ok) throw new Error(back.code)
    expect(back.value.versions[0]).toMatchObject({
      version: inForce + 2,
      restores: inForce,
      by: 'Anna',
      rules: 1,
    })
    expect(back.value.draft.rules.map(({ id }) => id)).toEqual(['known'])
    expect(back.value.changed).toBe(false)
    expect(await desk.rollBack(writer, 999)).toMatchObject({ code: 'recordMissing' })
    const audited = await test1.database.inTenant(tenant, (db) =>
      db
        .selectFrom('audit_entry')
        .select(['action', 'subject_id', 'user_name'])
        .orderBy('at', 'desc')
        .limit(3)
        .execute(),
    )
    expect(audited.map(({ action }) => action)).toEqual(['rolledBack', 'published', 'changed'])
    await expect(
      test1.database.inTenant(tenant, (db) =>
        db.updateTable('pop_rule_version').set({ user_name: 'x' }).execute(),
      ),
    ).rejects.toThrow('stays')
  })

  test('going back to the version in force throws the draft away, and says so, once', async () => {
    await publish(rules(record))
    await save(rules(form))
    const { desk } = it.live.popRules
    const inForce = async () => {
      const now = await desk.read(writer)
      return now.ok ? (now.value.versions[0]?.version ?? 0) : 0
    }
    const audited = () =>
      test1.database.inTenant(tenant, (db) =>
        db
          .selectFrom('audit_entry')
          .select(['action', 'subject_id', 'before', 'after'])
          .orderBy('at', 'desc')
          .execute(),
      )
    const [version, before] = [await inForce(), (await audited()).length]
    const back = await desk.rollBack(writer, version)
    expect(back).toMatchObject({ ok: true, value: { changed: false } })
    const [last, ...earlier] = await audited()
    expect(earlier).toHaveLength(before)
    expect(last).toMatchObject({
      action: 'changed',
      subject_id: 'draft',
      before: { rules: [{ id: 'new' }] },
      after: { rules: [{ id: 'known' }] },
    })
    // Nothing to throw away any more.
    expect(await desk.rollBack(writer, version)).toEqual(back)
    expect(await audited()).toHaveLength(before + 1)
    expect(await inForce()).toBe(version)
  })

  test('numbers of a rule are kept by their key', async () => {
    await save(
      rules(
        aRule({ conditions: [{ kind: 'dialled', not: false, values: ['030 / 55 66 77', '1001', '030*'] }] }),
      ),
    )
    const kept = await it.live.popRules.desk.read(writer)
    expect(kept.ok && kept.value.draft.rules[0]?.conditions[0]).toMatchObject({
      values: ['+4930556677', '1001', '030*'],
    })
  })
})

describe('the time machine', () => {
  const span = { from: '2020-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' }
  async function play(draft: PopRuleSet): Promise<PopRun> {
    const { desk } = it.live.popRules
    const started = desk.startRun(writer, { draft, span })
    if (!started.ok) throw new Error(started.code)
    for (;;) {
      const run = desk.readRun(writer, started.value.id, { offset: 0, limit: 200 })
      if (!run.ok) throw new Error(run.code)
      if (run.value.state !== 'running') return run.value
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  test('shows call by call what would be different, and why', async () => {
    await publish(rules(record))
    const client = await it.connect(anna)
    await client.seeSnapshot()
    const { from, carla, call: one } = await knownCall()
    const stranger = nextNumber()
    const two = callOf(stranger)
    it.pbx.say(one.rings(), two.rings())
    const first = await client.seeCallOf(from, ({ popped }) => popped !== undefined)
    const second = await client.seeCallOf(stranger, ({ popped }) => popped !== undefined)
    it.pbx.say(one.isAnswered(), ...one.ends(), ...two.ends())
    for (const number of [from, stranger]) await client.seeCallOf(number, ({ endedAt }) => endedAt !== null)

    const same = await play(rules(record))
    expect(same).toMatchObject({ state: 'done', changed: 0, items: [] })
    expect(same.done).toBe(same.total)
    expect(same.decisions).toBeGreaterThan(4)

    const changed = await play(rules(form))
    expect(changed.changed).toBe(changed.appears + changed.disappears + changed.other)
    const differences = changed.items.filter(({ callId }) => callId === first.id || callId === second.id)
    expect(differences).toMatchObject([
      {
        callId: first.id,
        moment: 'ringing',
        user: 'Anna',
        caller: 'Carla Rule',
        was: { rule: { id: 'known' }, what: { kind: 'record', of: 'contact', id: carla } },
        would: { rule: null, what: { kind: 'nothing' } },
        why: [],
      },
      {
        callId: second.id,
        was: { rule: null },
        would: { rule: { id: 'new' }, what: { kind: 'newRecord' } },
        why: [{ id: 'new', verdict: 'popped', findings: [{ holds: true, value: 'unknown' }] }],
      },
    ])
    const tried = await it.live.popRules.desk.tryOn(writer, { draft: rules(form), callId: second.id })
    if (!tried.ok) throw new Error(tried.code)
    expect(tried.value.items.map(({ would }) => [would.action.moment, would.action.what.kind])).toEqual([
      ['ringing', 'newRecord'],
      ['ended', 'nothing'],
    ])
  })

  test('knows calls of the time before there were rules', async () => {
    await test1.database.inTenant(tenant, (db) => db.deleteFrom('pop_decision').execute())
    const run = await play(rules(form, aRule({ id: 'all', conditions: [], what: { kind: 'list' } })))
    const kinds = new Set(run.items.map(({ would }) => would.what.kind))
    expect(run.state).toBe('done')
    expect(kinds).toContain('newRecord')
    expect(run.items.every(({ user }) => user === 'Anna')).toBe(true)
  })

  test('is stopped by whoever started it, and by the next run', async () => {
    const { desk } = it.live.popRules
    const [first, second] = [
      desk.startRun(writer, { draft: rules(), span }),
      desk.startRun(writer, { draft: rules(), span }),
    ]
    if (!first.ok || !second.ok) throw new Error('not started')
    expect(desk.readRun(writer, first.value.id, { offset: 0, limit: 0 })).toMatchObject({
      code: 'recordMissing',
    })
    expect(desk.cancelRun(writer, second.value.id).ok).toBe(true)
    await expect
      .poll(() => {
        const run = desk.readRun(writer, second.value.id, { offset: 0, limit: 0 })
        return run.ok ? run.value.state : run.code
      })
      .toBe('cancelled')
    const stranger = { ...writer, tenant: '00000000-0000-4000-8000-00000000ffff' }
    expect(desk.cancelRun(stranger, second.value.id).ok).toBe(false)
  })
})
