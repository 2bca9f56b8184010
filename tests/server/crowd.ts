import { expect } from 'vitest'
import type { CallView, Client } from '@hookswitch/contract'
import type { TestClient } from '#server/test-live.ts'
import type { Rig } from './rig.ts'

/** Somebody with a telephone who has signed in and has a page open. */
export interface Member {
  readonly extension: string
  readonly api: Client
  readonly page: TestClient
}

/** Many at once who are called at the same time, of whom one takes the call. */
export class Crowd {
  readonly members: readonly Member[]

  private constructor(members: readonly Member[]) {
    this.members = members
  }

  static async open(rig: Rig, extensions: readonly string[]): Promise<Crowd> {
    const members: Member[] = []
    for (const extension of extensions) {
      const api = await rig.signIn(`agent${extension}`)
      const page = await rig.openPage(extension)
      await page.seeSnapshot()
      members.push({ extension, api, page })
    }
    return new Crowd(members)
  }

  /** What each page was told of the calls from this number, in order. */
  told(from: string, { page }: Member): CallView[] {
    return page.events.flatMap(({ event }) =>
      event.kind === 'call' && event.call.other.e164 === from ? [event.call] : [],
    )
  }

  /** The call as it rings at everybody. */
  async allRing(from: string): Promise<CallView> {
    const seen = await Promise.all(
      this.members.map(({ page }) =>
        page.seeCall((call) => call.state === 'alerting' && call.other.e164 === from, 20_000),
      ),
    )
    expect(new Set(seen.map(({ id }) => id)).size).toBe(1)
    return seen[0] as CallView
  }

  /** Everybody but him who took it has heard by whom it was taken, and nothing rang at anybody after that. */
  async expectTakenBy(winner: Member, from: string): Promise<void> {
    const name = `Agent ${winner.extension}`
    for (const member of this.members) {
      if (member === winner) continue
      await member.page.seeCall(
        (call) => call.other.e164 === from && call.endedAt !== null && call.answeredBy === name,
        20_000,
      )
      const all = this.told(from, member)
      const over = all.findIndex((call) => call.endedAt !== null)
      expect(all[over]).toMatchObject({ state: null, outcome: 'answeredElsewhere' })
      expect(all.slice(over).filter((call) => call.state !== null || call.endedAt === null)).toEqual([])
    }
  }

  /** In the lists of his own calls nobody has missed it, and each but the winner reads who has it. */
  async expectNoneMissed(winner: Member, from: string): Promise<void> {
    for (const member of this.members) {
      const isWinner = member === winner
      const { items } = await member.api.myCalls({ query: {} })
      expect(items.filter((call) => call.other.e164 === from)).toMatchObject([
        isWinner
          ? { outcome: 'answered', answeredBy: null }
          : { outcome: 'answeredElsewhere', answeredBy: `Agent ${winner.extension}` },
      ])
      expect((await member.api.myCalls({ query: { missed: 'true' } })).items).toEqual([])
    }
  }
}

/** Exactly one call was kept of this caller, with exactly one entry in the journal. */
export async function expectOneLog(rig: Rig, from: string): Promise<void> {
  const journal = () =>
    rig.query<{ n: number }>(
      `select count(*)::int as n from activity a join phone_call c on a.external_key = 'call:' || c.id
       where c.call->'calling'->>'number' = $1`,
      [from],
    )
  await expect.poll(journal, { timeout: 15_000 }).toEqual([{ n: 1 }])
  const calls = await rig.query<{ ended: boolean }>(
    `select ended_at is not null as ended from phone_call where call->'calling'->>'number' = $1`,
    [from],
  )
  expect(calls).toEqual([{ ended: true }])
}
