import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** How a page is looked at. */
export interface Look {
  /** Behind the name of the picture. */
  readonly name: string
  readonly width: number
  readonly height: number
  readonly theme: 'light' | 'dark'
}

export interface CameraOptions {
  readonly folder: string
  readonly looks: readonly Look[]
  /** Small files of which none is made twice as sharp as the page; or exactly what is on the screen. */
  readonly format: 'webp' | 'png'
}

/** Takes pictures of pages, each in every look. */
export class Camera {
  readonly #options: CameraOptions
  /** What was taken, in order. */
  readonly taken: string[] = []

  constructor(options: CameraOptions) {
    this.#options = options
  }

  async take(page: Page, name: string): Promise<void> {
    const { folder, looks, format } = this.#options
    const before = page.viewportSize()
    for (const look of looks) {
      await page.setViewportSize({ width: look.width, height: look.height })
      await page.emulateMedia({ colorScheme: look.theme, reducedMotion: 'reduce' })
      await settled(page)
      const file = `${name}-${look.name}.${format}`
      await writeFile(join(folder, file), await picture(page, format))
      this.taken.push(file)
    }
    if (before !== null) await page.setViewportSize(before)
  }
}

/** All that was asked of the server is there, and drawn. */
async function settled(page: Page): Promise<void> {
  const isThere = () => document.querySelector('main [aria-busy="true"], main .line') === null
  await page.waitForFunction(isThere, undefined, { timeout: 10_000 }).catch(() => undefined)
  await page.evaluate(async () => document.fonts.ready)
  await page.waitForTimeout(150)
}

async function picture(page: Page, format: CameraOptions['format']): Promise<Buffer> {
  if (format === 'png') return page.screenshot()
  const devtools = await page.context().newCDPSession(page)
  const { data } = await devtools.send('Page.captureScreenshot', { format, quality: 60 })
  await devtools.detach()
  return Buffer.from(data, 'base64')
}
