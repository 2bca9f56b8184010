import { Difference } from '../difference.ts'
import type { Scenario } from '../scenario.ts'

const out = 'calls that go out'
const inside = 'calls inside'
const dialled = 'outbound alice > far: answered | alice caller answered | outside called answered'
const unanswered = 'outbound alice > far: abandoned | alice caller abandoned | outside called missed'

export const outbound: readonly Scenario[] = [
  {
    name: 'outbound-dialled-at-phone',
    area: out,
    title: 'The agent dials a customer at the telephone, who answers',
    async play(p) {
      await p.alice.dials(p.far)
      const call = await p.onlyCall()
      if (call.answeredAt !== null) throw new Difference('Nobody has answered yet.')
      await p.farAnswers(p.far)
      await p.alice.hangsUp()
    },
    rings: [],
    logs: [dialled],
  },
  {
    name: 'outbound-far-end-hangs-up',
    area: out,
    title: 'The customer who was called hangs up',
    async play(p) {
      await p.alice.dials(p.far)
      await p.farAnswers(p.far)
      await p.stage.outsideHangsUp(p.far)
      await p.alice.isFree()
    },
    rings: [],
    logs: [dialled],
  },
  {
    name: 'outbound-given-up',
    area: out,
    title: 'The agent gives up before the customer answers',
    async play(p) {
      await p.alice.dials(p.far)
      await p.expect('the far end rings', () =>
        p.witness.live.some((call) => call.legs.some((leg) => leg.ringingAt !== null)),
      )
      await p.alice.hangsUp()
    },
    rings: [],
    logs: [unanswered],
  },
  {
    name: 'outbound-busy',
    area: out,
    title: 'The customer who is called is busy',
    on: ['outsideBusy'],
    async play(p) {
      await p.stage.outside(p.far, 'busy')
      await p.alice.dials(p.far)
      await p.expect('the call is known', () => p.witness.changes.some((change) => change.kind === 'call'))
      await p.alice.isFree()
    },
    rings: [],
    logs: ['outbound alice > far: busy | alice caller abandoned | outside called busy'],
  },
  {
    name: 'click-to-dial',
    area: out,
    title: 'The agent dials from the screen: first the own telephone, then the customer',
    needs: ['makeCall'],
    async play(p) {
      await p.alice.makesCall(p.far)
      await p.alice.is('initiated')
      await p.alice.answers()
      await p.alice.is('connected')
      await p.farAnswers(p.far)
      await p.alice.hangsUp()
    },
    rings: [],
    logs: [dialled],
  },
  {
    name: 'click-to-dial-own-phone-opens',
    area: out,
    title: 'The agent dials from the screen, and the own telephone opens by itself',
    needs: ['makeCall'],
    on: ['autoAnswer'],
    async play(p) {
      await p.alice.makesCall(p.far, { autoAnswer: true })
      await p.alice.is('connected')
      await p.farAnswers(p.far)
      await p.stage.outsideHangsUp(p.far)
    },
    rings: [],
    logs: [dialled],
  },
  {
    name: 'click-to-dial-taken-back',
    area: out,
    title: 'The agent dials from the screen and takes it back before lifting the telephone',
    needs: ['makeCall', 'clearConnection'],
    async play(p) {
      await p.alice.makesCall(p.far)
      await p.alice.is('initiated')
      await p.alice.clears()
    },
    rings: [],
    logs: ['outbound alice > far: abandoned | alice caller abandoned'],
  },
  {
    name: 'click-to-dial-given-up',
    area: out,
    title: 'The agent dials from the screen and gives up while the customer rings',
    needs: ['makeCall', 'clearConnection'],
    async play(p) {
      await p.alice.makesCall(p.far)
      await p.alice.is('initiated')
      await p.alice.answers()
      await p.expect('the far end rings', () =>
        p.witness.live.some((call) =>
          call.legs.some((leg) => p.names.ofLeg(leg) === 'outside' && leg.ringingAt !== null),
        ),
      )
      await p.alice.clears()
    },
    rings: [],
    logs: [unanswered],
  },
  {
    name: 'internal-answered',
    area: inside,
    title: 'A colleague calls a colleague',
    async play(p) {
      await p.alice.dials(p.bob.device)
      await p.bob.is('alerting')
      await p.bob.answers()
      await p.bob.is('connected')
      await p.alice.hangsUp()
    },
    rings: ['bob rings: alice'],
    logs: ['internal alice > bob: answered | alice caller answered | bob called answered'],
  },
  {
    name: 'internal-given-up',
    area: inside,
    title: 'A colleague calls a colleague and gives up',
    async play(p) {
      await p.alice.dials(p.bob.device)
      await p.bob.is('alerting')
      await p.alice.hangsUp()
    },
    rings: ['bob rings: alice'],
    logs: ['internal alice > bob: missed | alice caller abandoned | bob called missed'],
  },
  {
    name: 'internal-refused',
    area: inside,
    title: 'A colleague refuses the call of a colleague',
    async play(p) {
      await p.alice.dials(p.bob.device)
      await p.bob.is('alerting')
      await p.bob.refuses()
      await p.bob.isFree()
      await p.alice.hangsUp().catch(() => undefined)
    },
    rings: ['bob rings: alice'],
    logs: ['internal alice > bob: rejected | alice caller abandoned | bob called rejected'],
  },
  {
    name: 'internal-busy',
    area: inside,
    title: 'A colleague is busy',
    on: ['busyPhone'],
    async play(p) {
      await p.bob.becomes('busy')
      await p.alice.dials(p.bob.device)
      await p.expect('the call is known', () => p.witness.changes.some((change) => change.kind === 'call'))
      await p.alice.isFree()
    },
    rings: [],
    logs: ['internal alice > bob: busy | alice caller abandoned | bob called busy'],
  },
  {
    name: 'internal-click-to-dial',
    area: inside,
    title: 'The agent dials a colleague from the screen',
    needs: ['makeCall'],
    async play(p) {
      await p.alice.makesCall(p.bob.device)
      await p.alice.is('initiated')
      await p.alice.answers()
      await p.bob.is('alerting')
      await p.bob.answers()
      await p.bob.is('connected')
      await p.bob.hangsUp()
    },
    rings: ['bob rings: alice'],
    logs: ['internal alice > bob: answered | alice caller answered | bob called answered'],
  },
]
