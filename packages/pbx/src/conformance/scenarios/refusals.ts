import { Difference } from '../difference.ts'
import type { Scenario } from '../scenario.ts'
import { answered } from './inbound.ts'

const area = 'refusals'

export const refusals: readonly Scenario[] = [
  {
    name: 'refused-call-is-over',
    area,
    title: 'A command about a call that is over is refused in words',
    needs: ['clearConnection'],
    async play(p) {
      const customer = await p.aliceTalks()
      const leg = p.alice.legs()[0]?.leg
      if (leg === undefined) throw new Difference('alice has no call.')
      await customer.hangsUp()
      await p.noCalls()
      // Who ended the call is told first; the other telephone is still being hung up, and may be hung up once more.
      await p.stays('no call is left', () => p.witness.live.length === 0)
      const command = { kind: 'clearConnection', device: p.alice.device, connection: leg.id } as const
      await p.refused('to end a call that is over', p.session.command(command), ['call.unknown'])
    },
    rings: ['alice rings: customer'],
    logs: [answered],
  },
  {
    name: 'refused-no-such-call',
    area,
    title: 'A command about a call that never was is refused',
    needs: ['clearConnection'],
    async play(p) {
      const connection = { callId: '99999', deviceId: p.alice.device }
      const command = { kind: 'clearConnection', device: p.alice.device, connection } as const
      await p.refused('to end no call', p.session.command(command), ['call.unknown'])
    },
    rings: [],
    logs: [],
  },
  {
    name: 'refused-answer-while-talking',
    area,
    title: 'What is answered is not answered again',
    needs: ['answerCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.isRefused('answerCall', 'connected')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: [answered],
  },
  {
    name: 'refused-hold-while-ringing',
    area,
    title: 'A call that rings is not held',
    needs: ['holdCall'],
    async play(p) {
      const customer = await p.customerCalls('alice')
      await p.alice.isRefused('holdCall', 'alerting')
      await p.alice.is('alerting')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: ['inbound customer > alice: missed | alice called missed'],
  },
  {
    name: 'refused-retrieve-while-talking',
    area,
    title: 'A call that is not on hold is not retrieved',
    needs: ['retrieveCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.isRefused('retrieveCall', 'connected')
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: [answered],
  },
  {
    name: 'refused-no-such-device',
    area,
    title: 'A telephone that does not exist calls nobody',
    needs: ['makeCall'],
    async play(p) {
      const command = { kind: 'makeCall', device: '4998', to: p.bob.device } as const
      await p.refused('a call from nowhere', p.session.command(command), [
        'device.unknown',
        'device.outOfService',
        // Some switches do not answer a question about what is not there.
        'link.timeout',
      ])
    },
    rings: [],
    logs: [],
  },
  {
    name: 'refused-absent-phone',
    area,
    title: 'A telephone that is not connected calls nobody, and the agent is told why',
    needs: ['makeCall'],
    on: ['absentPhone'],
    async play(p) {
      await p.alice.becomes('absent')
      const command = { kind: 'makeCall', device: p.alice.device, to: p.bob.device } as const
      await p.refused('a call from a telephone that is not there', p.session.command(command), [
        'device.outOfService',
      ])
    },
    rings: [],
    logs: [],
  },
  {
    name: 'refused-number',
    area,
    title: 'What is no number is not dialled',
    needs: ['makeCall'],
    async play(p) {
      for (const to of ['', 'sales', '1001\r\nAction: Logoff']) {
        const asked = p.session.command({ kind: 'makeCall', device: p.alice.device, to })
        await p.refused(`to dial ${JSON.stringify(to)}`, asked, ['number.invalid', 'number.refused'])
      }
    },
    rings: [],
    logs: [],
  },
  {
    name: 'refused-monitor-of-nothing',
    area,
    title: 'A device that does not exist cannot be monitored, and the link lives on',
    async play(p) {
      await p.refused('to monitor nothing', p.session.monitor('4998'), ['device.unknown', 'link.timeout'])
      const customer = await p.aliceTalks()
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: [answered],
  },
  {
    name: 'refused-licence',
    area,
    title: 'Where licences run out, it is said so',
    on: ['licences'],
    async play(p) {
      await p.session.unmonitor(p.dave.device)
      await p.stage.limitLicences(p.stage.devices.length - 1)
      await p.refused('one monitor too many', p.session.monitor(p.dave.device), ['licence.exceeded'])
    },
    rings: [],
    logs: [],
  },
]
