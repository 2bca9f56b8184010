/** End-to-end checks 1, 2, 3, 4, 11 and 12 of the requirements on the simulated switch, in a real Chromium. */
import { createControlClient, startSimulator } from '@hookswitch/simulator'
import { browserMissing } from '../desk/browser.ts'
import { describeInBrowser } from '../desk/describe-in-browser.ts'
import { until } from '../matrix/scene.ts'
import { playDay, type DaySite } from './day.ts'

describeInBrowser("the agent's day on the simulated switch", () => {
  playDay({ missing: browserMissing, open, hasGuests: true })
})

async function open(extensions: readonly string[]): Promise<DaySite> {
  const simulator = await startSimulator({
    port: 0,
    settings: { keyMs: 20, networkMs: 20 },
    layout: {
      ivrs: [{ number: '6000', name: 'Voice menu', next: '6010' }],
      groups: [{ number: '6010', name: 'Support', members: [...extensions] }],
    },
  })
  const hands = createControlClient(simulator.controlUrl)
  return {
    link: { pbxPort: simulator.port, devices: ['6000', '6010'] },
    async calls(to, from) {
      const { id } = await hands.startCall({
        to,
        ...(from === null ? { from: 'anonymous' } : { from: from.number, name: from.name }),
      })
      const state = async () => (await hands.call(id)).state
      return {
        async keys(digits) {
          await until(
            async () => (await state()) === 'ivr',
            () => 'the menu to ask',
          )
          await hands.sendDigits(id, digits)
        },
        // There is no sound: to be through is to hear.
        hears: async () => (await state()) === 'connected',
        isOver: async () => (await state()) === 'ended',
        hangUp: () => hands.hangUp(id),
      }
    },
    answer: (extension) => hands.phone(extension, 'answer'),
    async expectsCall(number) {
      await hands.setOutsideBehaviour({ kind: 'answer', afterMs: 20 }, number)
      // His own telephone is taken off the hook by the switch.
      return async () => {}
    },
    async close() {
      await simulator.stop()
    },
  }
}
