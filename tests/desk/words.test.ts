import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeInBrowser } from './describe-in-browser.ts'
import { fullLine } from './fixture-line.ts'
import { ringingCall, severalPop, talkingCall } from './fixtures.ts'
import { overflowsSideways } from './page-checks.ts'
import { Stage } from './stage.ts'

/** The page in a language whose words are all 40 % longer: nothing that it says is cut off or pushes the page aside. */
const stage = new Stage()

/** Runs in the page: whatever React writes from now on, and what stands there, is made longer. Values of records stay as they are. */
function makeLonger(): void {
  const done = new WeakMap<Node, string>()
  const isOurs = (text: string): boolean => /[^\p{ASCII}\p{P}\p{S}]/u.test(text)
  const lengthen = (node: Node): void => {
    const text = node.textContent ?? ''
    const parent = node.parentElement
    if (text.trim() === '' || done.get(node) === text || parent === null) return
    if (!isOurs(text) || parent.closest('script, style, kbd, time') !== null) return
    const more =
      text.trimEnd() +
      ' ' +
      'ēxţŕā '
        .repeat(20)
        .slice(0, Math.ceil(text.trim().length * 0.4))
        .trim()
    done.set(node, more)
    node.textContent = more
  }
  const all = (root: Node): void => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) lengthen(walker.currentNode)
  }
  all(document.body)
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      if (target instanceof Text) lengthen(target)
      for (const node of addedNodes) if (node instanceof Text) lengthen(node)
      for (const node of addedNodes) if (node instanceof Element) all(node)
    }
  }).observe(document.body, { childList: true, characterData: true, subtree: true })
}

/** Names of things that can be pressed or that stand above something, of which not all is seen. */
async function cutWords(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        'button, label, h1, h2, h3, th, dt, legend, [role="tab"], [role="radio"]',
      ),
    ]
      .filter((it) => it.checkVisibility() && it.closest('.visually-hidden') === null)
      .flatMap((it) => [it, ...it.querySelectorAll<HTMLElement>('span')])
      .filter((it) => {
        const { overflowX, overflowY, display } = getComputedStyle(it)
        if (display === 'inline' || it.matches('.visually-hidden, bdi, [dir]')) return false
        const wide = it.scrollWidth > it.clientWidth + 1 && overflowX !== 'visible'
        const high = it.scrollHeight > it.clientHeight + 2 && overflowY !== 'visible'
        return wide || high
      })
      .map((it) => `${it.tagName}.${it.className}: ${it.textContent?.slice(0, 60)}`),
  )
}

describeInBrowser('words that are 40 % longer', () => {
  it('are all seen, with no call, while one rings and on one, wide and on the smallest telephone', async () => {
    const own = await stage.open()
    await own.addInitScript(() => {
      localStorage.setItem('hookswitch.language', 'en-XA')
    })
    const page = await stage.enter()
    await page.evaluate(makeLonger)
    const poor: Record<string, readonly string[]> = {}
    const look = async (state: string): Promise<void> => {
      for (const width of [3840, 1440, 1100, 390, 320]) {
        await page.setViewportSize({ width, height: 900 })
        const found = [...(await cutWords(page)), ...(await overflowsSideways(page))]
        if (found.length > 0) poor[`${state}, ${width}`] = found
      }
      await page.setViewportSize({ width: 1440, height: 900 })
    }
    stage.fake.setLine(fullLine)
    await page.locator('[data-opens="agent"]').waitFor()
    await look('idle')
    const call = stage.fake.show(ringingCall({ queue: 'Service line', digits: '4711' }))
    await page.locator('[data-case]').first().waitFor()
    await look('ringing')
    stage.fake.change(call.id, { ...talkingCall(), id: call.id })
    await page.locator('[data-opens="transfer"]').click()
    await page.getByRole('option').first().waitFor()
    await look('on a call')
    stage.fake.change(call.id, { pop: severalPop })
    await page.locator('.match').first().waitFor()
    await look('several callers')
    for (const opens of ['help', 'agent', 'line']) {
      await page.locator(`[data-opens="${opens}"]`).click()
      await page.locator('[role="dialog"], [role="menu"]').first().waitFor()
      await look(opens)
      await page.keyboard.press('Escape')
      await page.locator('[role="dialog"], [role="menu"]').first().waitFor({ state: 'detached' })
    }
    expect(poor).toEqual({})
  })
})
