import type { Page } from 'playwright-core'
import { cardOn, cardsOn } from './agent-page.ts'
import { openPage } from './browser.ts'
import { callers, end, enter, hangUp, notes, people, ring, visit, type Scenery } from './scenes.ts'

const command = (page: Page, kind: string) => page.locator(`[data-command="${kind}"]`).first()

/** An agent's calls, from an empty desk to the work after the last one. */
export async function callScenes(scenery: Scenery): Promise<void> {
  const { browser, demo, language, take } = scenery
  const who = people[language]
  const stranger = await openPage(browser, { locale: who.locale })
  await stranger.page.goto(demo.url)
  await stranger.page.locator('input[name="userName"]').waitFor()
  await take(stranger.page, 'sign-in')
  await stranger.context.close()
  const [page, mate] = [await enter(scenery, who.agent), await enter(scenery, who.mate)]
  await idle(scenery, page)
  const id = await talking(scenery, page)
  await shared(scenery, page)
  await together(scenery, page, mate)
  await several(scenery, page)
  await hangUp(demo, id)
  await cardOn(page, 'ended').waitFor()
  await page.locator('.wrap-up').waitFor()
  await take(page, 'wrap-up')
  await unknown(scenery, page)
  await dialogs(scenery, page)
  await page.context().close()
  await mate.context().close()
}

/** The desk without a call, and what opens from it. */
async function idle(scenery: Scenery, page: Page): Promise<void> {
  const { demo, language, take } = scenery
  const { phone } = people[language]
  const early = await ring(demo, phone, callers.mary)
  await command(page, 'answerCall').click()
  await cardOn(page, 'connected').waitFor()
  await hangUp(demo, early)
  await cardOn(page, 'ended').waitFor()
  const missed = await ring(demo, phone, callers.far)
  await cardOn(page, 'alerting').waitFor()
  await end(scenery, page, missed)
  await page.locator('.history-row[data-missed="true"]').first().waitFor()
  await visit(page, '/', '.desk')
  await take(page, 'idle')
  for (const [name, opener] of [
    ['agent-menu', '[data-opens="agent"]'],
    ['phone-menu', '[data-opens="line"]'],
  ] as const) {
    const button = page.locator(opener).first()
    if ((await button.count()) === 0) continue
    await button.click()
    await page.locator('.popover').waitFor()
    await take(page, name)
    await page.keyboard.press('Escape')
    await page.locator('.popover').waitFor({ state: 'detached' })
  }
  await page.locator('[data-tab="colleagues"]').click()
  await page.locator('[data-colleague]').first().waitFor()
  await take(page, 'colleagues')
  await page.locator('[data-tab="calls"]').click()
}

/** It rings, and is answered; what opens below a call. */
async function talking({ demo, language, take }: Scenery, page: Page): Promise<string> {
  const id = await ring(demo, people[language].phone, callers.ada)
  await page.locator('[data-pop="found"]').waitFor()
  await take(page, 'ringing')
  await command(page, 'answerCall').click()
  await cardOn(page, 'connected').waitFor()
  await page.locator('#notes').pressSequentially(notes[language])
  await page.locator('[data-notes="saved"]').waitFor()
  await take(page, 'talking')
  for (const panel of ['transfer', 'park', 'keys'] as const) {
    const opener = page.locator(`[data-opens="${panel}"]`)
    if ((await opener.count()) === 0) continue
    await opener.first().click()
    await page.locator(`[data-panel="${panel}"]`).waitFor()
    if (panel === 'transfer') await page.getByRole('option').first().waitFor()
    await take(page, panel)
    await opener.first().click()
  }
  return id
}

/** The part of the notes that the caller reads. */
async function shared({ browser, language, take }: Scenery, page: Page): Promise<void> {
  await page.locator('.notes-more[data-share] > summary').click()
  await page.locator('#notes').evaluate((it: HTMLTextAreaElement) => {
    it.setSelectionRange(it.value.indexOf('\n') + 1, it.value.length)
  })
  await page.locator('[data-share-take]').click()
  await page.locator('[data-share-make]').click()
  const link = await page.locator('#share-link').inputValue()
  const guest = await openPage(browser, { locale: people[language].locale })
  await guest.page.goto(link)
  await guest.page.locator('[data-guest="shown"]').waitFor()
  await take(guest.page, 'guest')
  await page.locator('[data-share-views="1"]').waitFor()
  await take(page, 'shared-notes')
  await page.locator('[data-share-end]').click()
  await guest.page.locator('[data-guest="gone"]').waitFor()
  await take(guest.page, 'guest-ended')
  await guest.context.close()
  await page.locator('.notes-more[data-share] > summary').click()
}

/** A colleague is asked, joins, and goes again. */
async function together({ language, take }: Scenery, page: Page, mate: Page): Promise<void> {
  const { matePhone } = people[language]
  await page.locator('[data-opens="transfer"]').first().click()
  await page.getByRole('option').first().waitFor()
  await page.keyboard.type(matePhone)
  await page.getByRole('option').first().waitFor()
  await page.keyboard.press('Enter')
  await command(page, 'consultationCall').click()
  await cardOn(mate, 'alerting').waitFor()
  await mate.locator('[data-pop="found"]').waitFor()
  await take(mate, 'asked')
  await command(mate, 'answerCall').click()
  await command(page, 'alternateCall').waitFor()
  await take(page, 'two-calls')
  await command(page, 'conferenceCall').click()
  await page.locator('.roster-row').nth(1).waitFor()
  await take(page, 'conference')
  await page.locator(`[data-party="${matePhone}"] [data-drop]`).click()
  await page.locator('.roster').waitFor({ state: 'detached' })
  await command(page, 'holdCall').click()
  await cardOn(page, 'hold').waitFor()
  await take(page, 'held')
  await command(page, 'retrieveCall').click()
  await cardOn(page, 'connected').waitFor()
}

/** A second call, by a number that two people have. */
async function several(scenery: Scenery, page: Page): Promise<void> {
  const { demo, language, take } = scenery
  const second = await ring(demo, people[language].phone, callers.two)
  await cardOn(page, 'alerting').locator('a').first().click()
  await page.locator('.match').first().waitFor()
  await take(page, 'several')
  await end(scenery, page, second)
  await cardOn(page, 'connected').locator('a').first().click()
}

/** Somebody of whom nothing is known. */
async function unknown(scenery: Scenery, page: Page): Promise<void> {
  const { demo, language, take } = scenery
  await visit(page, '/', '.desk')
  const id = await ring(demo, people[language].phone, callers.nobody, 'MOREAU, CLAIRE')
  await cardsOn(page, 'alerting').first().waitFor()
  await page.locator('[data-form="create-contact"]').waitFor()
  await take(page, 'unknown')
  await end(scenery, page, id)
}

async function dialogs({ take }: Scenery, page: Page): Promise<void> {
  await visit(page, '/', '.desk')
  for (const [name, opener] of [
    ['keys', '[data-opens="help"]'],
    ['settings', '.header-end button:has([data-icon="settings"])'],
  ] as const) {
    await page.locator(opener).click()
    await page.getByRole('dialog').waitFor()
    await take(page, name === 'keys' ? 'key-map' : name)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await page.context().setOffline(true)
  await page.locator('.banner').first().waitFor()
  await take(page, 'not-live')
  await page.context().setOffline(false)
  await page.locator('[data-line="live"]').waitFor()
}
