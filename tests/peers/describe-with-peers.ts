import { describe } from 'vitest'

/**
 * `describe` for suites that need a real telephone system or a browser. Where one is missing they are skipped, and say why.
 * What they show hangs on programs that are not ours: they get a second try, which `npm test` names (see CONTRIBUTING.md).
 */
export function describeWithPeers(missing: string | null, name: string, body: () => void): void {
  // oxlint-disable-next-line vitest/valid-describe-callback, vitest/valid-title -- both are there, the rules do not see it
  describe.skipIf(missing !== null)(missing === null ? name : `${name} (${missing})`, { retry: 1 }, body)
}
