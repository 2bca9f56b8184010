/**
 * The transfer matrix in the words of an office, once for all switches. Anna is the first to speak with the customer; the
 * last agent sees on his screen, before he answers, what the others know.
 */
import type { Agent, Way } from './office.ts'
import type { Scene } from './scene.ts'

/** How somebody's part in the call came out, and through whom the call came to him: the children of its one log. */
export interface Part {
  readonly who: 'anna' | 'ben' | 'cora'
  readonly outcome: 'answered' | 'transferred'
  /** `customer`, or the colleague who passed it on; null for who began the call. */
  readonly from: 'customer' | 'anna' | 'ben' | 'cora' | null
}

export interface Story {
  readonly name: string
  /** Whose screen is looked at before he answers, and whose the log is. */
  readonly last: 'anna' | 'ben' | 'cora'
  readonly parts: (way: Way) => readonly Part[]
  readonly play: (scene: Scene, people: Readonly<Record<'anna' | 'ben' | 'cora', Agent>>) => Promise<void>
}

/** Of a call that went out Anna is who began it. */
const first = (way: Way, outcome: Part['outcome']): Part => ({
  who: 'anna',
  outcome,
  from: way === 'outbound' ? null : 'customer',
})

export const stories: readonly Story[] = [
  {
    name: 'blind',
    last: 'ben',
    parts: (way) => [first(way, 'transferred'), { who: 'ben', outcome: 'answered', from: 'anna' }],
    async play(scene, { anna, ben }) {
      await scene.customerTalksTo(anna)
      await scene.notes(anna, 'Wants the invoice once more.')
      await scene.sends(anna, ben)
      await scene.isOnTheScreenOf(ben)
      await scene.answers(ben)
      await scene.customerHangsUp()
    },
  },
  {
    name: 'consult, completed while ringing',
    last: 'ben',
    parts: (way) => [first(way, 'transferred'), { who: 'ben', outcome: 'answered', from: 'anna' }],
    async play(scene, { anna, ben }) {
      await scene.customerTalksTo(anna)
      await scene.notes(anna, 'The machine stops at noon.')
      await scene.consults(anna, ben)
      await scene.isOnTheScreenOf(ben)
      await scene.transfers(anna)
      await scene.isOnTheScreenOf(ben)
      await scene.answers(ben)
      await scene.customerHangsUp()
    },
  },
  {
    name: 'consult, completed after answer',
    last: 'ben',
    parts: (way) => [first(way, 'transferred'), { who: 'ben', outcome: 'answered', from: 'anna' }],
    async play(scene, { anna, ben }) {
      await scene.customerTalksTo(anna)
      await scene.notes(anna, 'Asks for a price of forty.')
      await scene.consults(anna, ben)
      await scene.isOnTheScreenOf(ben)
      await scene.answersColleague(ben, anna)
      await scene.transfers(anna)
      await scene.talks(ben)
      await scene.hangsUp(ben)
    },
  },
  {
    name: 'transfer to queue',
    last: 'ben',
    parts: (way) => [first(way, 'transferred'), { who: 'ben', outcome: 'answered', from: 'anna' }],
    async play(scene, { anna, ben }) {
      await scene.customerTalksTo(anna)
      await scene.notes(anna, 'Belongs to the workshop.')
      await scene.isAway(anna)
      await scene.isReady(ben)
      await scene.sendsToQueue(anna)
      await scene.isOnTheScreenOf(ben)
      await scene.answers(ben)
      await scene.customerHangsUp()
    },
  },
  {
    name: 'transfer back',
    last: 'anna',
    parts: (way) => [
      first(way, 'transferred'),
      { who: 'ben', outcome: 'transferred', from: 'anna' },
      { who: 'anna', outcome: 'answered', from: 'ben' },
    ],
    async play(scene, { anna, ben }) {
      await scene.customerTalksTo(anna)
      await scene.notes(anna, 'Is it covered?')
      await scene.consults(anna, ben)
      await scene.answersColleague(ben, anna)
      await scene.transfers(anna)
      await scene.talks(ben)
      await scene.notes(ben, 'It is covered until May.')
      await scene.aMoment()
      await scene.sends(ben, anna)
      await scene.isOnTheScreenOf(anna)
      await scene.answers(anna)
      await scene.hangsUp(anna)
    },
  },
  {
    name: 'transfer of a transferred call',
    last: 'cora',
    parts: (way) => [
      first(way, 'transferred'),
      { who: 'ben', outcome: 'transferred', from: 'anna' },
      { who: 'cora', outcome: 'answered', from: 'ben' },
    ],
    async play(scene, { anna, ben, cora }) {
      await scene.customerTalksTo(anna)
      await scene.notes(anna, 'Two parcels are missing.')
      await scene.sends(anna, ben)
      await scene.isOnTheScreenOf(ben)
      await scene.answers(ben)
      await scene.notes(ben, 'One has been found.')
      await scene.consults(ben, cora)
      await scene.isOnTheScreenOf(cora)
      await scene.transfers(ben)
      await scene.isOnTheScreenOf(cora)
      await scene.answers(cora)
      await scene.customerHangsUp()
    },
  },
  {
    name: 'conference, then drop-out',
    last: 'ben',
    parts: (way) => [first(way, 'answered'), { who: 'ben', outcome: 'answered', from: 'anna' }],
    async play(scene, { anna, ben }) {
      await scene.customerTalksTo(anna)
      await scene.notes(anna, 'Does not agree with the bill.')
      await scene.consults(anna, ben)
      await scene.isOnTheScreenOf(ben)
      await scene.answersColleague(ben, anna)
      await scene.confers(anna, ben)
      await scene.hangsUp(anna)
      await scene.talks(ben)
      await scene.customerHangsUp()
    },
  },
]
