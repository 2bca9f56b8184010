import type {
  CallAction,
  CallCommand,
  CallView,
  DirectoryView,
  LineCommand,
  PastCall,
  PopView,
} from '@hookswitch/contract'
import { errorCodes, type CommandResult, type ErrorCode } from '@hookswitch/model'
import { callerKey, type CallerFinder, type KnownCustomer } from '#pop/caller.ts'
import type { SaidOfNumber } from '#store/caller-store.ts'
import { listDirectory } from './colleagues.ts'
import type { Commands } from './commands.ts'
import type { LiveUser } from './directory.ts'
import type { CallsQuery, Found, History } from './history.ts'
import type { LiveCalls } from './live-calls.ts'
import type { TemplatesOfUsers } from './templates-of-users.ts'

/** Who asks: never more than his own tenant and his own calls. */
export interface Asker {
  readonly userId: string
  readonly tenant: string
}

/** A refusal is a value: a code of the HTTP interface, and a sentence for a person. */
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: string; readonly detail: string }

export interface CallPortsOptions {
  readonly live: LiveCalls
  readonly commands: Commands
  readonly history: History
  readonly finder: CallerFinder
  readonly memory: CallerMemory
  readonly templates: TemplatesOfUsers
}

/** What people said of numbers, for the next call from them. */
export interface CallerMemory {
  remember(tenant: string, said: SaidOfNumber): Promise<void>
  forget(tenant: string, callId: string): Promise<void>
}

/** The other party of a call whom nobody knows yet, for who makes a record of him. */
export interface UnknownCaller {
  /** Null where the number is not one by which he could be known again. */
  readonly e164: string | null
  /** Contacts that the user was shown. */
  readonly shown: readonly string[]
  readonly since: Date
}

/** How long an answer may wait for the disk before the person hears that it is not there yet. */
const patienceMs = 5_000

const missing = { ok: false, code: 'callMissing', detail: errorCodes['call.unknown'] } as const
const forbidden = {
  ok: false,
  code: 'notOffered',
  detail: 'The template of your group does not allow this.',
} as const

/** What people may ask of their calls. */
export class CallPorts {
  readonly #options: CallPortsOptions

  constructor(options: CallPortsOptions) {
    this.#options = options
  }

  async makeCall(asker: Asker, number: string): Promise<Answer<null>> {
    const user = this.#user(asker)
    return user === undefined ? missing : answerOf(await this.#options.commands.makeCall(user, number))
  }

  async commandCall(asker: Asker, callId: string, command: CallCommand): Promise<Answer<null>> {
    const user = this.#user(asker)
    if (user === undefined) return missing
    return answerOf(await this.#options.commands.commandCall(user, { ...command, callId }))
  }

  async commandLine(asker: Asker, command: LineCommand): Promise<Answer<null>> {
    const user = this.#user(asker)
    return user === undefined ? missing : answerOf(await this.#options.commands.commandLine(user, command))
  }

  async listDirectory(asker: Asker, search: string): Promise<Answer<DirectoryView>> {
    const user = this.#user(asker)
    const { live } = this.#options
    return { ok: true, value: user === undefined ? nobody : listDirectory(live, user, search) }
  }

  async myCalls(
    asker: Asker,
    query: CallsQuery,
  ): Promise<Answer<{ items: PastCall[]; next: string | null }>> {
    const user = this.#user(asker)
    if (user === undefined) return { ok: true, value: { items: [], next: null } }
    return { ok: true, value: await this.#options.history.list(user, query) }
  }

  async readCall(asker: Asker, callId: string): Promise<Answer<CallView>> {
    const user = this.#user(asker)
    const view = user === undefined ? undefined : await this.#options.history.read(user, callId)
    return view === undefined ? missing : { ok: true, value: view }
  }

  async chooseMatch(
    asker: Asker,
    callId: string,
    choice: {
      readonly contactId: string | null
      readonly accountId: string | null
      readonly created?: boolean
    },
  ): Promise<Answer<CallView>> {
    const found = await this.#find(asker, callId)
    if (found === undefined) return missing
    if (!this.#allows(asker, choice.created === true ? 'createContact' : 'chooseCaller')) return forbidden
    const { on } = found
    const live = on.root(found.live)
    const known = await this.#options.finder.read(on.link.tenant, choice)
    if (known === null)
      return { ok: false, code: 'referenceMissing', detail: 'A record that is named here does not exist.' }
    const said = saidOf({ on, live }, known, asker)
    const chosen = on.choose(live, known, choice.created === true ? 'created' : 'chosen')
    const remembered = said === null ? Promise.resolve() : this.#options.memory.remember(asker.tenant, said)
    const done = await inTime(Promise.all([chosen, remembered]).then(() => true))
    return done === undefined ? notYet : this.readCall(asker, callId)
  }

  /** What is known of the other party of a call of the user, before he makes a record of him. */
  async unknownCaller(asker: Asker, callId: string): Promise<Answer<UnknownCaller>> {
    const found = await this.#find(asker, callId)
    if (found === undefined) return missing
    if (!this.#allows(asker, 'createContact')) return forbidden
    const live = found.on.root(found.live)
    const key = callerKey(live.call, found.on.context.numbers)
    const matches = live.pop === null ? [] : [...live.pop.matches, live.pop.chosen]
    return {
      ok: true,
      value: {
        e164: key?.standing === 'sound' ? key.e164 : null,
        shown: matches.flatMap((match) => match?.contact?.id ?? []),
        since: new Date(live.call.startedAt),
      },
    }
  }

  async lookUpAgain(asker: Asker, callId: string): Promise<Answer<CallView>> {
    const found = await this.#find(asker, callId)
    if (found === undefined) return missing
    const live = found.on.root(found.live)
    live.shownUnsettled = true
    // Whoever asks again takes back what he said.
    if (live.chosenByHand) await this.#options.memory.forget(asker.tenant, live.call.id)
    found.on.lookUp(live, true)
    await live.lookup?.done
    return this.readCall(asker, callId)
  }

  #allows({ userId: id, tenant }: Asker, action: CallAction): boolean {
    return this.#options.templates.of({ id, tenant }).allows(action)
  }

  /** Who asks, as calls know him; undefined for one who was switched off a moment ago. */
  #user(asker: Asker): LiveUser | undefined {
    const user = this.#options.live.directory.user(asker.userId)
    return user?.tenant === asker.tenant ? user : undefined
  }

  async #find(asker: Asker, callId: string): Promise<Found | undefined> {
    const user = this.#user(asker)
    return user === undefined ? undefined : this.#options.history.find(user, callId)
  }
}

/** What a choice says of the call's number; null where the number says nothing of its owner. */
function saidOf(
  { on, live }: Found,
  { contact, account }: KnownCustomer,
  { userId }: Asker,
): SaidOfNumber | null {
  const key = callerKey(live.call, on.context.numbers)
  if (key === null || key.e164 === null || key.standing !== 'sound') return null
  return {
    callId: live.call.id,
    e164: key.e164,
    contactId: contact?.id ?? null,
    accountId: account?.id ?? null,
    taken: live.chosenByHand ? null : believed(live.pop),
    dialled: key.dialled,
    userId,
  }
}

/** Whom the machine took the caller for: linked, or the only one it offered. */
function believed(pop: PopView | null): SaidOfNumber['taken'] {
  const [only, ...others] = pop?.matches ?? []
  const match = pop?.chosen ?? (others.length === 0 ? only : undefined)
  if (match === undefined) return null
  return { contactId: match.contact?.id ?? null, accountId: match.account?.id ?? null }
}

const nobody: DirectoryView = { colleagues: [], targets: [] }

const notYet = {
  ok: false,
  code: 'databaseDown',
  detail: 'It is kept and will be written as soon as the database answers.',
} as const

/** Undefined when it takes too long; the work itself goes on. */
async function inTime<Result>(work: Promise<Result>): Promise<Result | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, patienceMs, undefined)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** What our own refusals are called at the HTTP interface; all else is the switch's refusal, in its own words. */
const problemOf: Partial<Readonly<Record<ErrorCode, string>>> = {
  'link.down': 'linkDown',
  'device.unknown': 'noPhone',
  'number.unreadable': 'numberUnreadable',
  'call.unknown': 'callMissing',
  'command.state': 'notOffered',
  'command.unsupported': 'notOffered',
  'command.unknown': 'outcomeUnknown',
  'device.outOfService': 'notOffered',
}

function answerOf(result: CommandResult): Answer<null> {
  if (result.ok) return { ok: true, value: null }
  const { code, message, switchReason } = result.refusal
  const ours = switchReason === undefined ? problemOf[code] : undefined
  return { ok: false, code: ours ?? 'switchRefused', detail: message }
}
