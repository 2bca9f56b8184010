import { describeWithPeers } from '../peers/describe-with-peers.ts'
import { browserMissing } from './browser.ts'

/** `describe` for suites that need a browser: without one they are skipped, and say why. */
export function describeInBrowser(name: string, body: () => void): void {
  describeWithPeers(browserMissing, name, body)
}
