/** The kit at a switch of one's own: where it is, what is there, and who does what no command can. */
import { existsSync, readFileSync } from 'node:fs'
import {
  type Ability,
  type AgentName,
  agents,
  type Column,
  loadConnector,
  type PbxConnector,
  PeopleStage,
  type Person,
  type Place,
  type Places,
  runSuite,
} from '@hookswitch/pbx/conformance'
import { z } from 'zod'
import { ProgramError } from '#program-error.ts'
import { ConsolePerson } from './console-person.ts'
import { scenariosNamed } from './scenarios-named.ts'
import { Relay } from './relay.ts'

export interface OwnSwitchOptions {
  readonly link?: string
  readonly config?: string
  readonly kind?: string
  readonly set: Readonly<Record<string, unknown>>
  readonly phones?: readonly string[]
  readonly customer?: string
  readonly other?: string
  readonly far?: string
  readonly directPrefix?: string
  readonly menu?: Place
  readonly queue?: Place
  readonly group?: Place
  readonly voicemail?: Place
  readonly park?: Place
  readonly pickupGroup?: true
  readonly autoAnswer?: true
  readonly nowhere: string
  readonly alone?: true
  readonly only?: string
  readonly patience: number
  readonly quiet: number
}

const serverConfig = z.looseObject({
  links: z.array(
    z.looseObject({ name: z.string(), kind: z.string(), config: z.record(z.string(), z.unknown()) }),
  ),
})
const addressed = z.looseObject({ host: z.string(), port: z.int(), tls: z.undefined().optional() })

interface Target {
  readonly name: string
  readonly connector: PbxConnector<never>
  readonly config: Readonly<Record<string, unknown>>
}

/** Plays every story that can be played there. */
export async function checkOwnSwitch(
  options: OwnSwitchOptions,
  told: (line: string) => void,
  signal: AbortSignal,
): Promise<Column> {
  const target = await targetOf(options)
  await mustOpen(target)
  const stop = new AbortController()
  signal.addEventListener('abort', () => stop.abort(), { once: true })
  const person = options.alone === true ? null : new ConsolePerson(() => stop.abort())
  const relay = await relayTo(target.config)
  const played = scenariosNamed(options.only)
  told(`${target.name}: ${played.length} stories${person === null ? ', without a person' : ''}`)
  try {
    return await runSuite(played, async () => stageOf(target, { options, person, relay }), {
      signal: stop.signal,
      told: ({ name }, verdict) => {
        if (verdict.kind === 'passed') return told(`  ✓ ${name}`)
        told(verdict.kind === 'differs' ? `  ✗ ${name}: ${verdict.what}` : `  – ${name}: ${verdict.why}`)
      },
    })
  } finally {
    person?.close()
    await relay?.close()
  }
}

/** A link that cannot be made is no difference of a hundred stories. */
async function mustOpen({ connector, config }: Target): Promise<void> {
  const ports = { devices: [], event: () => {}, log: () => {}, now: () => Date.now() }
  try {
    const session = await connector.open(config as never, ports, new AbortController().signal)
    await session.close()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ProgramError('check', `The telephone system cannot be reached: ${why}`, { cause })
  }
}

function stageOf(
  { name, connector, config }: Target,
  { options, person, relay }: { options: OwnSwitchOptions; person: Person | null; relay: Relay | undefined },
): PeopleStage {
  const through = relay === undefined ? config : { ...config, host: '127.0.0.1', port: relay.port }
  return new PeopleStage({
    name,
    connector,
    config: connector.config.parse(through),
    places: placesOf(options),
    person,
    cannot: (ability) => cannotPlay(ability, { options, person, relay }),
    ...(relay === undefined ? {} : { wire: relay }),
    ...(options.queue === undefined ? {} : { agentGroup: options.queue.device }),
    patienceMs: options.patience,
    quietMs: options.quiet,
  })
}

function placesOf(options: OwnSwitchOptions): Places {
  const { menu, queue, group, voicemail, park, nowhere, directPrefix = '' } = options
  const phones = options.phones ?? []
  const places = { menu, queue, group, voicemail, park }
  const extension = (agent: AgentName): string => phones[agents.indexOf(agent)] ?? ''
  return {
    extension,
    directNumber: (agent) => `${directPrefix}${extension(agent)}`,
    ...(Object.fromEntries(
      Object.entries(places).filter(([, place]) => place !== undefined),
    ) as Partial<Places>),
    outsidePrefix: directPrefix,
    nowhere,
    outside: { customer: options.customer ?? '', other: options.other ?? '', far: options.far ?? '' },
    lacks: agents.slice(phones.length),
  }
}

/** Why a story of this sort is not played here: what was not named, what nobody can do, what nobody should. */
function cannotPlay(
  ability: Ability,
  { options, person, relay }: { options: OwnSwitchOptions; person: Person | null; relay: Relay | undefined },
): string | undefined {
  const nobody = person === null ? 'nobody is there to see to it.' : undefined
  switch (ability) {
    case 'menu':
    case 'queue':
    case 'group':
    case 'voicemail':
    case 'park':
      return options[ability] === undefined ? `none was named (--${ability}).` : undefined
    case 'pickupGroup':
      return options.pickupGroup ? undefined : 'it was not said that there is one (--pickup-group).'
    case 'autoAnswer':
      return options.autoAnswer ? undefined : 'it was not said that telephones do that (--auto-answer).'
    case 'cutLink':
      return relay === undefined ? 'a link with TLS is not cut from here.' : undefined
    case 'unattended':
      return 'telephones ring here for as long as they are set to.'
    case 'restart':
    case 'licences':
      return 'that is not done to a telephone system in use.'
    case 'busyPhone':
    case 'absentPhone':
    case 'outsideBusy':
      return nobody
    case 'holdAtPhone':
    case 'transferAtPhone':
      return undefined
  }
}

async function targetOf(options: OwnSwitchOptions): Promise<Target> {
  const { name, kind, config } =
    options.kind === undefined ? linkIn(options) : flagged(options.kind, options.set)
  const connector = await loadConnector(kind)
  if (connector === undefined) throw new ProgramError('check', `There is no connector for ${kind}.`)
  const parsed = connector.config.safeParse(config)
  if (!parsed.success)
    throw new ProgramError('check', `The link cannot be used: ${z.prettifyError(parsed.error)}`)
  if ((options.phones ?? []).length === 0)
    throw new ProgramError(
      'check',
      'Say which telephones take part: --phones 1001,1002,1003,1004 (one at least).',
    )
  return { name, connector, config: parsed.data }
}

function flagged(kind: string, config: Readonly<Record<string, unknown>>) {
  return { name: kind, kind, config }
}

/** A link of the server's configuration. */
function linkIn({ link, config: path }: OwnSwitchOptions) {
  if (path === undefined || !existsSync(path))
    throw new ProgramError(
      'check',
      'Say where the switch is: --config with the server’s file, or --kind and --set.',
    )
  const read = serverConfig.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  if (!read.success) throw new ProgramError('check', `${path} names no links.`)
  const { links } = read.data
  const found = link === undefined && links.length === 1 ? links[0] : links.find(({ name }) => name === link)
  if (found !== undefined) return found
  const names = links.map(({ name }) => name).join(', ')
  throw new ProgramError('check', `Say which link of ${path} is meant: --link, one of ${names}.`)
}

async function relayTo(config: Target['config']): Promise<Relay | undefined> {
  const target = addressed.safeParse(config)
  return target.success ? Relay.before(target.data) : undefined
}
