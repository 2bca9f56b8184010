import { describe } from 'vitest'
import { browserMissing } from './browser.ts'

// oxlint-disable-next-line vitest/valid-title, vitest/valid-describe-callback -- skipIf gives a describe, it is none yet
const suite = describe.skipIf(browserMissing !== null)

/** `describe` for suites that need a browser: without one they are skipped, and say why. */
export function describeInBrowser(name: string, body: () => void): void {
  suite(browserMissing === null ? name : `${name} (${browserMissing})`, body)
}
