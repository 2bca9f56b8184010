import { expect, it } from 'vitest'
import type { CallView } from '@hookswitch/contract'
import { describeInBrowser } from './describe-in-browser.ts'
import { ringingCall } from './fixtures.ts'
import { english, german, Stage } from './stage.ts'

/** A call that the agent makes and that reaches nobody: the page says why, while the tone is heard and when it is over. */
const stage = new Stage()

type Failure = NonNullable<CallView['failure']>

const words: Readonly<Record<Failure, readonly [english: string, german: string]>> = {
  busy: ['Busy', 'Besetzt'],
  refused: ['Refused there', 'Dort abgelehnt'],
  noAnswer: ['No answer', 'Niemand nahm ab'],
  noSuchNumber: ['No such number', 'Diese Nummer gibt es nicht'],
  unreachable: ['Cannot be reached now', 'Zurzeit nicht erreichbar'],
  givenUp: ['Hung up before an answer', 'Vor der Antwort aufgelegt'],
}

describeInBrowser('a call that reaches nobody', () => {
  it.each([
    ['English', english, 0],
    ['German', german, 1],
  ] as const)('says why on its card, in %s', async (_, who, language) => {
    const page = await stage.enter(who)
    for (const [failure, said] of Object.entries(words)) {
      const { id } = stage.fake.show(
        ringingCall({
          direction: 'outbound',
          state: 'connected',
          failure: failure as Failure,
          offers: ['clearConnection'],
        }),
      )
      const card = page.locator(`.call-card[data-call="${id}"]`)
      const state = card.locator('.call-state-words')
      await state.waitFor()
      expect(await state.textContent()).toBe(said[language])
      const endedAt = new Date().toISOString()
      stage.fake.change(id, { state: null, outcome: 'abandoned', endedAt, offers: [], parties: [] })
      await page.locator(`.call-card[data-call="${id}"][data-call-state="ended"]`).waitFor()
      expect(await state.textContent()).toBe(said[language])
      stage.fake.gone(id)
      await card.waitFor({ state: 'detached' })
    }
  })
})
