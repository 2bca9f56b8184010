import { connectionAt } from '@hookswitch/model'
import type { NotedRecord } from '#store/call-records.ts'
import type { LiveUser } from './directory.ts'
import type { LinkCalls } from './link-calls.ts'
import type { LiveCall } from './live-call.ts'
import type { LiveCalls } from './live-calls.ts'
import type { Answer, Asker } from './ports.ts'

export interface CallRecordsOptions {
  readonly live: LiveCalls
  readonly store: {
    /** False where there is no such record. */
    note(tenant: string, callId: string, note: NotedRecord): Promise<boolean>
  }
}

export type RecordRef = Pick<NotedRecord, 'kind' | 'id'>

/**
 * Which records a user opens or makes while he is on a call. They are noted at once, with the call that carries the log;
 * what he opened before or after is not asked for here.
 */
export class CallRecords {
  readonly #options: CallRecordsOptions

  constructor(options: CallRecordsOptions) {
    this.#options = options
  }

  async noteOpened(asker: Asker, callId: string, record: RecordRef): Promise<Answer<null>> {
    const user = this.#user(asker)
    const found = user === undefined ? undefined : this.#options.live.callOf(user, callId)
    if (user === undefined || found === undefined) return missing
    if (!isOn(found.live, user)) return over
    return (await this.#note(user, found, { ...record, how: 'opened' })) ? noted : noRecord
  }

  /** The server made a record for the user: it goes with the call that he is on, if he is on one. */
  async noteCreated(asker: Asker, record: RecordRef, callId?: string): Promise<void> {
    const user = this.#user(asker)
    const on = user === undefined ? undefined : this.#options.live.linkOf(user)
    if (user === undefined || on === undefined) return
    const live = callId === undefined ? spokenOn(on, user) : on.find(callId)
    if (live !== undefined && isOn(live, user))
      await this.#note(user, { on, live }, { ...record, how: 'created' })
  }

  async #note(
    user: LiveUser,
    { on, live }: { readonly on: LinkCalls; readonly live: LiveCall },
    record: Omit<NotedRecord, 'userId'>,
  ): Promise<boolean> {
    const root = on.root(live)
    root.hasRecords = true
    const isNoted = await this.#options.store.note(user.tenant, root.call.id, { ...record, userId: user.id })
    if (!isNoted) return false
    // Joined into another call meanwhile: what was to be brought there may have been brought already.
    if (on.root(root) !== root) return this.#note(user, { on, live: root }, record)
    // Over meanwhile: it may have been logged without this.
    if (root.call.endedAt !== null) on.retell(root, 'records')
    return true
  }

  #user({ userId, tenant }: Asker): LiveUser | undefined {
    const user = this.#options.live.directory.user(userId)
    return user?.tenant === tenant ? user : undefined
  }
}

/** Whether the user's telephone is in the call now. */
function isOn({ call }: LiveCall, { device }: LiveUser): boolean {
  return call.endedAt === null && device !== null && connectionAt(call, device) !== undefined
}

const nearest = ['connected', 'hold', 'initiated', 'queued', 'fail', 'alerting', 'null'] as const

/** The call that a user is on; of several, the one that he speaks on. */
function spokenOn(on: LinkCalls, user: LiveUser): LiveCall | undefined {
  const rank = ({ call }: LiveCall): number => {
    const state = connectionAt(call, user.device ?? '')?.state
    return state === undefined ? nearest.length : nearest.indexOf(state)
  }
  const [first] = on
    .callsOf(user)
    .filter((live) => isOn(live, user))
    .toSorted((one, other) => rank(one) - rank(other))
  return first
}

const noted = { ok: true, value: null } as const
const missing = { ok: false, code: 'callMissing', detail: 'There is no such call of yours.' } as const
const over = { ok: false, code: 'callEnded', detail: 'The call is over.' } as const
const noRecord = {
  ok: false,
  code: 'referenceMissing',
  detail: 'A record that is named here does not exist.',
} as const
