/**
 * End-to-end checks 1, 2 (without the caller's page), 3, 4, 11 and 12 of the requirements on a real Asterisk with real SIP
 * telephones and a real Chromium.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { browserMissing } from '../desk/browser.ts'
import { AsteriskSite } from '../matrix/asterisk-outside.ts'
import { installAsterisk, whyNoAsterisk } from '../peers/asterisk.ts'
import { describeWithPeers } from '../peers/describe-with-peers.ts'
import type { SipCall } from '../peers/sip/call.ts'
import { playDay, type DayCaller, type DaySite } from './day.ts'

const missing = (await whyNoAsterisk()) ?? browserMissing

describeWithPeers(missing, "the agent's day on a real Asterisk", () => {
  playDay({ missing, open, hasGuests: false })
})

async function open(extensions: readonly string[]): Promise<DaySite> {
  await installAsterisk()
  const site = await AsteriskSite.open('day-desk', '127.0.0.14')
  for (const extension of extensions) await site.addPhone(extension)
  const { kind, config } = site.link('hookswitch-phones')
  return {
    link: { devices: ['support'], pbx: { kind, config } },
    async calls(to, from) {
      const shown = from === null ? { withheld: true } : { callerName: from.name }
      const callerNumber = from?.number ?? '+14155550100'
      return caller(await site.trunk.dial(`+1800555${to}`, { callerNumber, ...shown }))
    },
    answer: (extension) => site.answer(extension),
    async expectsCall(_number, by) {
      const rings = site.trunk.next(20_000)
      return async () => {
        // His own telephone first, then the customer's.
        await site.answer(by)
        await (await rings).answer()
      }
    },
    close: () => site.close(),
  }
}

function caller(call: SipCall): DayCaller {
  return {
    async keys(digits) {
      await call.wait('talking')
      // What is keyed before the menu listens is not collected.
      await sleep(500)
      await call.key(digits)
    },
    async hears() {
      const before = call.media.received
      await sleep(200)
      return call.media.received > before
    },
    isOver: async () => call.state === 'ended',
    hangUp: () => call.hangUp(),
  }
}
