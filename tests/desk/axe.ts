import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Axe {
  run(
    of: Document,
    options: object,
  ): Promise<{ violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[] }>
}

/** By the debugger: the page's own policy lets no foreign script in. Once for each document. */
export async function bringAxe(page: Page): Promise<void> {
  await page.evaluate(source)
}

/** What breaks a rule of WCAG 2.2, level A or AA, or of the other groups named, as axe-core finds it. */
export async function axeViolations(page: Page, more: readonly string[] = []): Promise<readonly string[]> {
  return page.evaluate(async (others) => {
    const { axe } = globalThis as unknown as { axe: Axe }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', ...others]
    const options = { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'], iframes: false }
    const { violations } = await axe.run(document, options)
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    )
  }, more)
}

/** Telephone numbers that a line read from right to left would turn round: `+49 40 1` would be seen as `1 40 49+`. */
export async function turnedNumbers(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent ?? ''
      const at = text.search(/\+\d/)
      const parent = walker.currentNode.parentElement
      if (at < 0 || parent === null || !parent.checkVisibility()) continue
      if (parent.closest('.visually-hidden') !== null) continue
      // Set apart in the sentence itself (U+2066…U+2068), or by the element it stands in.
      if (/[\u2066-\u2068]\D*$/.test(text.slice(0, at))) continue
      let element: Element | null = parent
      while (element !== null && getComputedStyle(element).display === 'inline' && element.tagName !== 'BDI')
        element = element.parentElement
      // What sets apart may itself run from right to left: by its first letter, or as all around it.
      const line = parent.closest('bdi, [dir="ltr"], kbd, code, pre') ?? element
      if (line === null || getComputedStyle(line).direction === 'rtl') found.push(text)
    }
    return found
  })
}
