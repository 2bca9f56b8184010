import { createClient, type RouteReply } from '@hookswitch/contract'
import { startSimulator } from '@hookswitch/simulator'
import { isFree } from './free-port.ts'

export interface DemoSimulator {
  /** Where it takes orders. */
  readonly control: string
  /** What the server must be told to find it. */
  readonly environment: NodeJS.ProcessEnv
  stop(): Promise<void>
}

const usualPort = 8888

/** A simulated PBX for the demonstration: on its usual ports, or on free ones where another runs already. */
export async function demoSimulator(): Promise<DemoSimulator> {
  const usual = (await isFree(usualPort, '127.0.0.1')) && (await isFree(usualPort + 1, '127.0.0.1'))
  const simulator = await startSimulator({ port: usual ? usualPort : 0 })
  return {
    control: simulator.controlUrl,
    environment: {
      HOOKSWITCH_DEMO: simulator.controlUrl,
    },
    stop: () => simulator.stop(),
  }
}

interface DemoPlace {
  readonly control: string
  readonly logFile: string
}

/** Says who to sign in as and how to make the first call ring. */
export async function tellDemo(url: string, place: DemoPlace): Promise<void> {
  const demo = await createClient({ baseUrl: url }).demoState({})
  console.log(demoIntroduction(url, place, demo))
}

type Demo = RouteReply<'demoState'>

export function demoIntroduction(url: string, { control, logFile }: DemoPlace, demo: Demo): string {
  const agent = demo.signIns.find(({ extension }) => extension !== null)
  const caller = demo.callers[0]
  const others = demo.signIns.filter((one) => one !== agent)
  const order = [
    'npx hookswitch simulate call',
    `--from ${caller?.number ?? '+14155550100'}`,
    `--to ${agent?.extension ?? '1001'}`,
    ...(control.endsWith(':8889') ? [] : [`--control ${control}`]),
  ].join(' ')
  return [
    '',
    `Hookswitch is at ${url}`,
    '',
    ...(agent
      ? [`  Sign in as   ${agent.userName}   password ${agent.password}   (${signInNote(agent)})`]
      : []),
    ...(others.length > 0 ? [`  or as        ${others.map((one) => one.userName).join(', ')}`] : []),
    '',
    '  Make the first call ring:',
    `    in the browser   ${url}/demo/phone`,
    `    or here          ${order}`,
    '',
    `  The server's log: ${logFile}`,
    '  Ctrl-C stops everything.',
    '',
  ].join('\n')
}

const signInNote = ({ name, extension }: Demo['signIns'][number]): string =>
  extension === null ? name : `${name}, extension ${extension}`
