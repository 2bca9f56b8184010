import {
  type AgentName,
  type Hand,
  loadConnector,
  type OutsideCall,
  type Outsider,
  type PbxConnector,
  type PbxSession,
  type Places,
  type SessionPorts,
  type Stage,
} from '@hookswitch/pbx/conformance'
import {
  type CallView,
  type ControlClient,
  ControlError,
  createControlClient,
  type ExchangeSettings,
  type Simulator,
  type SimulatorDialectName,
  startSimulator,
  usualLayout,
} from '@hookswitch/simulator'

const devices: Readonly<Record<AgentName, string>> = {
  alice: '1001',
  bob: '1002',
  carol: '1003',
  dave: '1004',
}
const both = [devices.alice, devices.bob]
/** Answers at once, whoever is sent there. No monitor is on it. */
const VOICEMAIL = '7000'

/** Everything happens soon: what people and machines need seconds for is waited for by nobody here. */
const hurried: Partial<ExchangeSettings> = {
  toneMs: 40,
  noAnswerMs: 120,
  liftAfterMs: null,
  networkMs: 5,
  agentRingMs: 5_000,
  agentRestMs: 10,
  wrapUpMs: 10,
  keyMs: 1,
  keyWaitMs: 200,
  outside: { kind: 'ring' },
}

const places: Places = {
  directNumber: (agent) => `+1800555${devices[agent]}`,
  extension: (agent) => devices[agent],
  menu: { number: '6000', device: '6000' },
  queue: { number: '6001', device: '6001' },
  group: { number: '6010', device: '6010' },
  voicemail: { number: VOICEMAIL, device: VOICEMAIL },
  park: { number: '701', device: '701' },
  // Too short to be outside, and nobody's.
  nowhere: '4999',
}

/** The simulated switch as one kind of it, with the CSTA connector at it over real TCP. */
export class SimulatorStage implements Stage {
  readonly name: string
  readonly places = places
  readonly devices = [...Object.values(devices), '6001', '701']
  readonly patienceMs = 5_000
  readonly quietMs = 40
  readonly agentGroup = '6001'
  readonly #dialect: SimulatorDialectName
  readonly #connector: PbxConnector<never>
  #simulator: Simulator
  #control: ControlClient

  private constructor(
    dialect: SimulatorDialectName,
    parts: { connector: PbxConnector<never>; simulator: Simulator },
  ) {
    this.name = dialect
    this.#dialect = dialect
    this.#connector = parts.connector
    this.#simulator = parts.simulator
    this.#control = createControlClient(parts.simulator.controlUrl)
  }

  static async open(dialect: SimulatorDialectName): Promise<SimulatorStage> {
    const connector = await loadConnector('csta')
    if (connector === undefined) throw new Error('There is no CSTA connector.')
    return new SimulatorStage(dialect, { connector, simulator: await simulatorOf(dialect) })
  }

  /** Where it speaks CSTA. */
  get port(): number {
    return this.#simulator.port
  }

  cannot(): undefined {}

  open(ports: SessionPorts): Promise<PbxSession> {
    const config = this.#connector.config.parse({
      host: '127.0.0.1',
      port: this.#simulator.port,
      dialect: this.#dialect,
      user: 'hookswitch',
      password: 'hookswitch',
      requestTimeoutMs: 1_000,
    })
    return this.#connector.open(config, ports, new AbortController().signal)
  }

  hand(agent: AgentName): Hand {
    const phone = devices[agent]
    const control = this.#control
    return {
      answers: () => control.phone(phone, 'answer'),
      refuses: () => control.phone(phone, 'hang-up'),
      hangsUp: () => control.phone(phone, 'hang-up'),
      holds: () => control.phone(phone, 'hold'),
      retrieves: () => control.phone(phone, 'retrieve'),
      dials: async (number) => void (await control.dial(phone, number)),
      sendsTo: (number) => control.phoneTo(phone, 'transfer', number),
      handsOver: () => control.phone(phone, 'complete-transfer'),
      becomes: (way) =>
        control.setBehaviour(phone, {
          kind: ({ usual: 'ring', busy: 'busy', absent: 'notRegistered', unattended: 'ignore' } as const)[
            way
          ],
        }),
    }
  }

  async customerCalls({ from, to, name, withheld }: OutsideCall): Promise<Outsider> {
    const { id } = await this.#control.startCall({
      from: withheld === true ? 'anonymous' : from,
      to,
      ...(name === undefined ? {} : { name }),
    })
    return {
      keys: (digits) => this.#control.sendDigits(id, digits),
      hangsUp: () => unlessOver(this.#control.hangUp(id)),
    }
  }

  async outside(number: string, way: 'rings' | 'busy'): Promise<void> {
    await this.#control.setOutsideBehaviour({ kind: way === 'busy' ? 'busy' : 'ring' }, number)
  }

  async outsideAnswers(number: string): Promise<void> {
    const call = await this.#callOf(number, 'alerting')
    await this.#control.answer(call.id)
  }

  async outsideHangsUp(number: string): Promise<void> {
    const call = await this.#callOf(number, 'connected')
    await this.#control.hangUp(call.id)
  }

  async #callOf(number: string, state: string): Promise<CallView> {
    for (let times = 0; times < 200; times += 1) {
      for (const call of await this.#control.calls())
        if (call.legs.some((leg) => leg.number === number && leg.state === state)) return call
      await pause(5)
    }
    throw new Error(`The outside telephone ${number} has no call that is ${state}.`)
  }

  async queueAgents(ready: readonly AgentName[]): Promise<void> {
    const phones = ready.map((agent) => devices[agent])
    for (const { extension, agentState } of await this.#control.extensions()) {
      if (!both.includes(extension)) continue
      if (agentState === null || agentState === 'loggedOff')
        await this.#control.setPhone(extension, { setting: 'agent', state: 'loggedOn' })
      const state = phones.includes(extension) ? 'ready' : 'notReady'
      await this.#control.setPhone(extension, { setting: 'agent', state })
    }
  }

  async cut(): Promise<void> {
    await this.#control.fault('cut-connections')
  }

  async mend(): Promise<void> {}

  async restart(): Promise<void> {
    await this.#control.fault('restart')
  }

  /** What is asked of the simulator has come about when it answers; only the network outside takes a moment. */
  async settled(): Promise<void> {
    await pause(15)
  }

  async limitLicences(monitors: number): Promise<void> {
    await this.#control.setSwitches({ monitorLicences: monitors })
  }

  /** A new switch is quicker than to undo all that a scenario may have done to the old one. */
  async clear(): Promise<void> {
    await this.#simulator.stop()
    this.#simulator = await simulatorOf(this.#dialect)
    this.#control = createControlClient(this.#simulator.controlUrl)
  }

  async close(): Promise<void> {
    await this.#simulator.stop()
  }
}

async function simulatorOf(dialect: SimulatorDialectName): Promise<Simulator> {
  const simulator = await startSimulator({
    port: 0,
    seed: 7,
    dialect,
    settings: hurried,
    agentsReady: false,
    customers: [],
    layout: {
      extensions: [
        ...usualLayout.extensions.filter(({ number }) => Object.values(devices).includes(number)),
        { number: VOICEMAIL, name: 'Voicemail' },
      ],
      queues: [{ number: '6001', name: 'Service', members: both }],
      groups: [{ number: '6010', name: 'Reception', members: both }],
      parkSlots: ['701', '702'],
    },
  })
  await createControlClient(simulator.controlUrl).setBehaviour(VOICEMAIL, { kind: 'answer', afterMs: 10 })
  return simulator
}

/** Who hears a busy tone may be gone before he hangs up. */
async function unlessOver(work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof ControlError && error.status === 409)) throw error
  })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
