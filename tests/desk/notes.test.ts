import { expect, it } from 'vitest'
import { describeInBrowser } from './describe-in-browser.ts'
import { ringingCall } from './fixtures.ts'
import { Stage } from './stage.ts'

/** What is written down is never lost, and what may be out of date is never shown as true. */
const stage = new Stage()

const notesOf = (id: string): string => stage.fake.find(id)?.notes.text ?? ''
const writes = (): number =>
  stage.fake.seen.filter((it) => it.what.startsWith('PUT') && it.what.endsWith('/entry')).length

describeInBrowser('notes', () => {
  it('are saved as they are typed', async () => {
    const page = await stage.enter()
    const { id } = stage.fake.show(ringingCall())
    await page.locator('#notes').pressSequentially('Wants a call back.')
    await page.locator('[data-notes="saved"]').waitFor()
    await expect.poll(() => notesOf(id)).toBe('Wants a call back.')
    expect(writes()).toBeLessThan(10)
  })

  it('survive a reload in the middle of a word, and a server that is dead meanwhile', async () => {
    const page = await stage.enter()
    const { id } = stage.fake.show(ringingCall({ state: 'connected' }))
    stage.fake.answering = false
    stage.fake.cut()
    await page.locator('#notes').pressSequentially('Half a sen')
    await page.getByText('Kept on this computer, will be saved').waitFor()
    await page.getByText('Not live').waitFor()
    expect(notesOf(id)).toBe('')
    stage.fake.answering = true
    await page.reload()
    await expect.poll(() => notesOf(id), { timeout: 10_000 }).toBe('Half a sen')
    expect(await page.locator('#notes').inputValue()).toBe('Half a sen')
    await page.locator('[data-notes="saved"]').waitFor()
  })

  it('are written by themselves when the server is back', async () => {
    const page = await stage.enter()
    const { id } = stage.fake.show(ringingCall({ state: 'connected' }))
    stage.fake.answering = false
    stage.fake.cut()
    await page.locator('#notes').pressSequentially('Patience')
    await page.getByText('Kept on this computer, will be saved').waitFor()
    stage.fake.answering = true
    await expect.poll(() => notesOf(id), { timeout: 20_000 }).toBe('Patience')
  })

  it('keep the words of both when a colleague writes at the same time, and the caret where it is', async () => {
    const page = await stage.enter()
    const { id } = stage.fake.show(
      ringingCall({ state: 'connected', notes: { text: 'Refund?', version: 3 } }),
    )
    const notes = page.locator('#notes')
    await expect.poll(async () => notes.inputValue()).toBe('Refund?')
    await notes.press('End')
    await notes.pressSequentially(' Yes')
    await page.locator('[data-notes="saved"]').waitFor()
    await expect.poll(() => notesOf(id)).toBe('Refund? Yes')
    await notes.press('ArrowLeft')
    await stage.fake.notes.colleagueWrites(id, 'Ask Tom. Refund? Yes')
    await expect.poll(async () => notes.inputValue()).toBe('Ask Tom. Refund? Yes')
    await page.locator('[data-writers="1"]').getByText('Ben Colleague is writing').waitFor()
    await notes.pressSequentially('!')
    await expect.poll(() => notesOf(id)).toBe('Ask Tom. Refund? Ye!s')
    // What the colleague wrote is not taken back with one's own.
    await notes.press('Control+z')
    await expect.poll(async () => notes.inputValue()).toBe('Ask Tom. Refund? Yes')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('notes')
  })

  it('of a call of the past are still there to be read and written', async () => {
    const page = await stage.enter()
    await page.locator('[data-call="past-12"] a').click()
    await page.locator('#notes').pressSequentially('Called back at noon')
    await expect.poll(() => notesOf('past-12')).toBe('Called back at noon')
  })
})

describeInBrowser('a connection that is lost', () => {
  it('is told at once; nothing can be asked of a call; and it comes back by itself with what was missed', async () => {
    const page = await stage.enter()
    const { id } = stage.fake.show(ringingCall())
    await page.locator('[data-command="answerCall"]').waitFor()
    stage.fake.answering = false
    stage.fake.cut()
    await page.getByText('Not live').waitFor({ timeout: 1_000 })
    expect(await page.locator('[data-command="answerCall"]').isDisabled()).toBe(true)
    expect(await page.locator('[data-line="live"]').count()).toBe(0)
    stage.fake.change(id, {
      state: 'connected',
      since: new Date().toISOString(),
      offers: ['clearConnection'],
    })
    stage.fake.answering = true
    await page.locator('[data-call-state="connected"]').waitFor({ timeout: 15_000 })
    expect(await page.getByText('Not live').count()).toBe(0)
    expect(await page.locator('[data-command="clearConnection"]').isEnabled()).toBe(true)
  })

  it('that only looks open is noticed too', async () => {
    stage.fake.heartbeatSeconds = 2
    const page = await stage.enter()
    stage.fake.speaking = false
    await page.getByText('Not live').waitFor({ timeout: 4_000 })
    stage.fake.speaking = true
    await page.locator('[data-line="live"]').waitFor({ timeout: 15_000 })
    expect(await page.getByText('Not live').count()).toBe(0)
  })
})
