import type { Page } from 'playwright-core'

/** Text that may stand as it is in every language: values of records, names, numbers, marks. */
export interface HardCodedOptions {
  /** Text of the records on the page. */
  readonly values: readonly string[]
}

/** With the pseudo-locale on, all text of the page is accented: what is not, and is no value, was never translated. */
export async function hardCodedTexts(page: Page, { values }: HardCodedOptions): Promise<readonly string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement
      if (parent === null || parent.closest('script, style, kbd, code, template, time') !== null) continue
      found.push(walker.currentNode.textContent ?? '')
    }
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [title], [data-label]'))
      for (const name of ['aria-label', 'placeholder', 'title', 'data-label'])
        found.push(element.getAttribute(name) ?? '')
    return found
  })
  const known = new Set(values)
  return texts
    .flatMap((text) => text.split(' · '))
    .map((text) => text.trim())
    .filter((text) => /[a-z]{2}/i.test(text) && !/[^\p{ASCII}\p{P}\p{S}]/u.test(text))
    .filter((text) => !known.has(text))
}

/** Text whose colour is too close to what it stands on (WCAG 2.2, 1.4.3). */
export async function poorContrast(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    type Colour = readonly [number, number, number, number]
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    const read = (text: string): Colour => {
      if (canvas === null) throw new Error('no canvas')
      canvas.clearRect(0, 0, 1, 1)
      canvas.fillStyle = text
      canvas.fillRect(0, 0, 1, 1)
      const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data
      return [r, g, b, a / 255]
    }
    const over = (top: Colour, under: Colour): Colour => {
      const mix = (at: 0 | 1 | 2): number => top[at] * top[3] + under[at] * (1 - top[3])
      return [mix(0), mix(1), mix(2), 1]
    }
    const behind = (element: Element | null): Colour => {
      if (element === null) return [255, 255, 255, 1]
      const own = read(getComputedStyle(element).backgroundColor)
      return own[3] === 1 ? own : over(own, behind(element.parentElement))
    }
    const light = ([r, g, b]: Colour): number => {
      const part = (value: number): number =>
        value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4
      return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }
    const poor: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement
      const text = walker.currentNode.textContent?.trim() ?? ''
      if (element === null || text === '' || !element.checkVisibility({ opacityProperty: true })) continue
      // What cannot be pressed now is exempt, and so is what is marked as out of date.
      if (element.closest('[data-disabled], [data-stale="true"], .visually-hidden') !== null) continue
      const style = getComputedStyle(element)
      const under = behind(element)
      const [a, b] = [light(over(read(style.color), under)), light(under)]
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
      const size = Number.parseFloat(style.fontSize)
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
      if (ratio < (large ? 3 : 4.5)) poor.push(`${text.slice(0, 40)}: ${ratio.toFixed(2)} ${style.color}`)
    }
    return poor
  })
}

/** Things to press that are smaller than 24 × 24 CSS pixels (WCAG 2.2, 2.5.8; links in running text are exempt) or have no name. */
export async function poorTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, input, textarea, [role="radio"]')]
      .filter(
        (element) =>
          element.checkVisibility() && element.closest('.visually-hidden, [aria-hidden="true"]') === null,
      )
      .flatMap((element) => {
        const box = element.getBoundingClientRect()
        // React Aria hides the real input of a choice inside the label that is pressed.
        // For readers of the screen it hides a way out of what has opened.
        if (element.style.width === '1px') return []
        if (
          box.width <= 1 ||
          box.height <= 1 ||
          element.matches('input[type="radio"], input[type="checkbox"]')
        )
          return []
        const name =
          element.getAttribute('aria-label') ??
          element.getAttribute('aria-labelledby') ??
          element.textContent ??
          ''
        const labelled = (element as HTMLInputElement).labels?.length ?? 0
        const small = box.width < 24 || box.height < 24 ? [`small: ${element.outerHTML.slice(0, 120)}`] : []
        const nameless =
          name.trim() === '' && labelled === 0 ? [`nameless: ${element.outerHTML.slice(0, 120)}`] : []
        return [...small, ...nameless]
      }),
  )
}

/** Names of a call's diagram that do not stand above the line that is theirs. */
export async function crookedLadder(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const middle = (element: Element): number => {
      const { left, right } = element.getBoundingClientRect()
      return (left + right) / 2
    }
    const heads = [...document.querySelectorAll('.ladder-parties li')]
    const lines = [...(document.querySelector('.ladder-lanes')?.querySelectorAll('.ladder-life') ?? [])]
    return heads.flatMap((head, at) => {
      const line = lines[at]
      const away = line === undefined ? 0 : Math.abs(middle(head) - middle(line))
      return away > 10 ? [`${head.textContent} is ${Math.round(away)} px away from its line`] : []
    })
  })
}

/** Whether the page, or any part of it, must be scrolled sideways. */
export async function overflowsSideways(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [
      document.documentElement,
      ...document.querySelectorAll<HTMLElement>('main, section, article, table, header, td, th'),
    ]
      .filter((element) => {
        const parts = element.scrollWidth > element.clientWidth + 1
        const { left, right } = element.getBoundingClientRect()
        const outside = right > window.innerWidth + 1 || left < -1
        return (
          element.checkVisibility() && (parts || outside) && getComputedStyle(element).display !== 'inline'
        )
      })
      .map((element) => {
        const { right } = element.getBoundingClientRect()
        // What sticks out furthest, and what it says: the cause is seldom the box that is too narrow for it.
        const inside = [...element.querySelectorAll('*')]
          .filter((one) => one.childElementCount === 0)
          .map((one) => ({ one, over: one.getBoundingClientRect().right - right }))
          .toSorted((a, b) => b.over - a.over)[0]?.one
        const cause = inside === undefined ? '' : ` by ${inside.className} “${inside.textContent}”`
        return `${element.tagName}.${element.className} ${element.scrollWidth} > ${element.clientWidth}${cause}`
      }),
  )
}
