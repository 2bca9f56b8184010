import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { unknownPlaces } from '#wrap-up/recording-url.ts'

const name = z.string().regex(/^[\w.-]{1,64}$/, 'Letters, digits, dot, hyphen and underscore, at most 64.')
const country = z.string().regex(/^[A-Z]{2}$/, 'Two capital letters of ISO 3166, such as DE.')
const timeZone = z
  .string()
  .refine((zone) => isTimeZone(zone), 'A time zone by its IANA name, such as Europe/Berlin.')
const origin = z
  .string()
  .refine(
    (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? '') && URL.parse(text)?.origin === text,
    'An origin such as https://desk.example, without a path.',
  )

const tenantShape = z.strictObject({ name, country, timeZone })
const browserPhoneShape = z.strictObject({
  /** Web socket of the telephone system for SIP: `wss://pbx.example:8089/ws`. */
  url: z.url({ protocol: /^wss$/, error: 'An address such as wss://pbx.example:8089/ws.' }),
  /** Domain of SIP addresses; the host of `url` where absent. */
  domain: z
    .string()
    .regex(/^[\w.:[\]-]{1,253}$/)
    .optional(),
  /** As the telephone system names itself when it asks for a password. */
  realm: z.string().min(1).max(100).default('asterisk'),
  /** Extension ▶ its SIP account. `user` is the extension where absent. */
  accounts: z.record(
    z.string().min(1).max(64),
    z.strictObject({
      user: z
        .string()
        .regex(/^[\w.+-]{1,64}$/)
        .optional(),
      password: z.string().min(1).max(200),
    }),
  ),
  /** STUN and TURN servers, where browsers and the telephone system are not in one network. */
  iceServers: z
    .array(
      z.strictObject({
        urls: z.array(
          z.string().regex(/^(stun|turns?):/, 'An address that begins with stun:, turn: or turns:.'),
        ),
        username: z.string().optional(),
        credential: z.string().optional(),
      }),
    )
    .default([]),
})
/** A number as it is dialled at the switch; star codes too. */
const dialled = z.string().regex(/^[0-9A-Za-z*#+._-]{1,64}$/, 'As it is dialled, without spaces.')
const label = z.string().min(1).max(100)
const targetShape = z.strictObject({
  kind: z.enum(['queue', 'voicemail', 'park', 'number']),
  name: label,
  number: dialled,
})
const reasonShape = z.strictObject({ code: z.string().min(1).max(64), label })
const linkShape = z.strictObject({
  name,
  /** `csta` or `asterisk`. */
  kind: z.string().min(1),
  /** Name of the tenant that it belongs to; may be left out where there is only one. */
  tenant: name.optional(),
  /** Country of the switch. */
  country,
  /** What is dialled before numbers outside. */
  dialPrefix: z
    .string()
    .regex(/^\d{1,4}$/, 'One to four digits.')
    .optional(),
  /** Longest extension in digits. */
  internalLength: z.int().min(1).max(9).optional(),
  /** How the numbers of this switch begin: a call from outside that shows one of them is not from its owner. */
  ownNumbers: z
    .array(z.string().regex(/^\+\d{4,15}$/, 'The beginning of a number in E.164, such as +493012345.'))
    .max(1_000)
    .optional(),
  /** Devices to watch beside the telephones of users: queues, menus. */
  devices: z.array(z.string().min(1).max(64)).default([]),
  /** Places that people may send calls to. */
  targets: z.array(targetShape).max(500).default([]),
  /** Why an agent may not be ready, as the switch codes it. */
  reasons: z.array(reasonShape).max(100).default([]),
  /** Where a pick-up takes calls; left out where the switch knows the group of each telephone. */
  pickupGroup: z.string().min(1).max(64).optional(),
  /** Where recordings of calls are, for people: `https://recordings.example/{date}/{switchCall}`. */
  recordingUrl: z
    .string()
    .regex(/^https?:\/\/[^/{}\s]+\//, 'An address that begins with https:// and the name of a site.')
    .refine((text) => unknownPlaces(text).length === 0, 'A name in braces is not known.')
    .optional(),
  /** What rejecting does: clears the ringing leg, or sends the call to `rejectTo`. */
  rejectBy: z.enum(['clear', 'deflect']).default('clear'),
  rejectTo: dialled.optional(),
  /** Telephones in the browser, where this switch has them. */
  browserPhone: browserPhoneShape.optional(),
  /** What the connector of this kind wants to know. */
  config: z.record(z.string(), z.unknown()),
})
const demoShape = z.strictObject({ simulatorControl: z.url({ protocol: /^http$/ }) })

const configShape = z.strictObject({
  port: z.int().min(0).max(65_535).default(7468),
  host: z.string().min(1).default('127.0.0.1'),
  data: z.string().min(1).default('.hookswitch'),
  databaseUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'An address such as postgres://user:password@host/database.')
    .optional(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  /** Origins by which browsers reach this server beside localhost and addresses. */
  origins: z.array(origin).default([]),
  /** Sites that may show the page in a frame. */
  frameAncestors: z.array(origin).default([]),
  /** True where a proxy of yours stands in front and says who asks. */
  trustProxy: z.boolean().default(false),
  /** The first is the tenant of those who do not name one. */
  tenants: z
    .array(tenantShape)
    .min(1)
    .default([{ name: 'default', country: 'US', timeZone: 'UTC' }]),
  links: z.array(linkShape).default([]),
  /** Megabytes of what came over each link that are kept for recordings and call diagrams; 0: nothing is kept. */
  recordingMegabytes: z.int().min(0).max(100_000).default(32),
  /** Days after which it goes, however little there is. */
  recordingDays: z.int().min(1).max(3_650).default(14),
  demo: demoShape.optional(),
  /** Where the built page lies. */
  desk: z.string().default(resolve(import.meta.dirname, '../../desk/dist')),
  /** Of the first administrator; made up and printed once where it is absent. */
  adminPassword: z.string().min(8, 'At least 8 characters.').optional(),
})

export type Config = z.infer<typeof configShape>
export type LinkFileConfig = Config['links'][number]
export type BrowserPhoneConfig = z.infer<typeof browserPhoneShape>

/** The configuration cannot be used; says where and why. */
export class ConfigError extends Error {
  readonly code = 'config'
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ConfigError'
  }
}

type Environment = Readonly<Record<string, string | undefined>>

/** Variable ▶ setting. The environment wins over the file. */
const variables = {
  HOOKSWITCH_PORT: 'port',
  HOOKSWITCH_HOST: 'host',
  HOOKSWITCH_DATA: 'data',
  DATABASE_URL: 'databaseUrl',
  HOOKSWITCH_LOG: 'logLevel',
  HOOKSWITCH_ORIGINS: 'origins',
  HOOKSWITCH_TRUST_PROXY: 'trustProxy',
  HOOKSWITCH_DEMO: 'demo',
  HOOKSWITCH_DESK: 'desk',
  HOOKSWITCH_ADMIN_PASSWORD: 'adminPassword',
} as const satisfies Readonly<Record<string, keyof Config>>

/** @throws ConfigError naming the file or variable and the field. */
export function readConfig(environment: Environment): Config {
  const file = environment.HOOKSWITCH_CONFIG
  const given = {
    ...(file === undefined || file === '' ? {} : readFile(file)),
    ...fromEnvironment(environment),
  }
  const result = configShape.safeParse(given)
  if (!result.success)
    throw new ConfigError(explain(result.error, { file, environment }), { cause: result.error })
  const config = { ...result.data, data: resolve(result.data.data) }
  refuseLooseLinks(config, file)
  return config
}

function readFile(path: string): Record<string, unknown> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new ConfigError(`HOOKSWITCH_CONFIG names ${path}, which cannot be read.`, { cause })
  }
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch (cause) {
    const why = cause instanceof SyntaxError ? cause.message : 'it is not an object in braces'
    throw new ConfigError(`${path} is not JSON: ${why}.`, { cause })
  }
}

function fromEnvironment(environment: Environment): Record<string, unknown> {
  const given: Record<string, unknown> = {}
  for (const [variable, field] of Object.entries(variables)) {
    const text = environment[variable]
    if (text !== undefined && text !== '') given[field] = valueOf(field, text)
  }
  return given
}

function valueOf(field: keyof Config, text: string): unknown {
  switch (field) {
    case 'port':
      return /^\d+$/.test(text) ? Number(text) : text
    case 'origins':
      return text.split(',').map((part) => part.trim())
    case 'trustProxy':
      return text === '1' || text === 'true'
    case 'demo':
      return { simulatorControl: text }
    default:
      return text
  }
}

interface Sources {
  readonly file: string | undefined
  readonly environment: Environment
}

function explain(error: z.ZodError, { file, environment }: Sources): string {
  const lines = error.issues.map((issue) => {
    const [first] = issue.path
    const variable = Object.entries(variables).find(([, field]) => field === first)?.[0]
    const fromVariable = variable !== undefined && (environment[variable] ?? '') !== ''
    const unknown = issue.code === 'unrecognized_keys' ? ` (${issue.keys.join(', ')})` : ''
    const where = fromVariable
      ? variable
      : `${file ?? 'the configuration'}: ${pathText(issue.path) || 'top level'}`
    return `${where}: ${issue.message}${unknown}`
  })
  return `The configuration cannot be used.\n  ${lines.join('\n  ')}`
}

/** `links[0].config.port`. */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text === '' ? String(part) : `${text}.${String(part)}`
  }, '')
}

function refuseLooseLinks({ links, tenants }: Config, file = 'the configuration'): void {
  for (const [index, link] of links.entries()) {
    const at = `${file}: links[${index}]`
    if (link.tenant === undefined && tenants.length > 1)
      throw new ConfigError(`${at}.tenant: Say which tenant the link ${link.name} belongs to.`)
    if (link.tenant !== undefined && !tenants.some((tenant) => tenant.name === link.tenant))
      throw new ConfigError(`${at}.tenant: There is no tenant ${link.tenant}.`)
    if (link.rejectBy === 'deflect' && link.rejectTo === undefined)
      throw new ConfigError(`${at}.rejectTo: Say where the link ${link.name} sends a rejected call.`)
    if (links.findIndex((other) => other.name === link.name) !== index)
      throw new ConfigError(`${at}.name: Two links are called ${link.name}.`)
  }
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
