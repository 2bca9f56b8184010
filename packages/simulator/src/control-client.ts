import type { z } from 'zod'
import {
  callList,
  callView,
  customerList,
  extensionList,
  health,
  ledgerTail,
  loadStopped,
  refused,
  scriptState,
  started,
  type Behaviour,
  type CallView,
  type CustomerPhone,
  type ExtensionView,
  type Fault,
  type LoadWish,
  type PhoneSetting,
  type ScriptState,
  type StartCall,
} from './control-api.ts'
import { switches, type Switches } from '#csta/habits.ts'
import type { LedgerEntry } from './ledger-entry.ts'
import type { ScriptFile } from './script.ts'

/** The simulator did not do it. `code` is its own word; `unreachable` when it did not answer. */
export class ControlError extends Error {
  readonly code: string
  readonly status: number
  constructor(code: string, message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'ControlError'
    this.code = code
    this.status = options.status ?? 0
  }
}

/** Plays the people around a running simulator. Every method rejects with a ControlError when it is refused. */
export interface ControlClient {
  startCall(call: StartCall): Promise<{ id: string }>
  calls(): Promise<CallView[]>
  call(id: string): Promise<CallView>
  hangUp(id: string): Promise<void>
  sendDigits(id: string, digits: string): Promise<void>
  /** The outside party answers a call that was made to it. */
  answer(id: string): Promise<void>
  extensions(): Promise<ExtensionView[]>
  /** By hand, on the phone. The last three where it has a held and an active call. */
  phone(
    extension: string,
    action: 'answer' | 'hang-up' | 'hold' | 'retrieve' | 'swap' | 'complete-transfer' | 'conference',
  ): Promise<void>
  /** By hand, with a number: `park` needs none (any free slot), nor `pick-up` (anything in the phone's own group). */
  phoneTo(
    extension: string,
    action: 'consult' | 'transfer' | 'deflect' | 'park' | 'pick-up',
    to?: string,
  ): Promise<void>
  /** Sets something at the phone. */
  setPhone(extension: string, setting: PhoneSetting): Promise<void>
  dial(extension: string, to: string): Promise<{ id: string }>
  setBehaviour(extension: string, behaviour: Behaviour): Promise<void>
  setOutsideBehaviour(behaviour: Behaviour, number?: string): Promise<void>
  ledger(after?: number): Promise<{ entries: LedgerEntry[]; last: number }>
  customers(): Promise<CustomerPhone[]>
  /** Begins a steady load, in place of the one before. */
  startLoad(load: LoadWish): Promise<void>
  /** Begins a day of calls, in place of the one before. */
  playScript(file: ScriptFile): Promise<void>
  scriptState(): Promise<ScriptState>
  stopScript(): Promise<void>
  /** @returns how many calls it began. */
  stopLoad(): Promise<number>
  /** Makes the switch misbehave; `stop-monitors` needs the device. */
  fault(fault: Fault, device?: string): Promise<void>
  /** The habits of the switch, and how it numbers calls. */
  switches(): Promise<Switches>
  setSwitches(some: Partial<Switches>): Promise<void>
  health(): Promise<{ ok: true; cstaPort: number }>
}

/** @param url of the control interface, as `http://127.0.0.1:8889`. */
export function createControlClient(url: string): ControlClient {
  const base = url.replace(/\/$/, '')
  const get = <T>(path: string, schema: z.ZodType<T>): Promise<T> => ask(base + path, schema)
  const post = (path: string, body: unknown = {}): Promise<unknown> => send(base + path, body)
  const at = (...parts: string[]): string => parts.map((part) => `/${encodeURIComponent(part)}`).join('')
  const quietly = async (work: Promise<unknown>): Promise<void> => void (await work)
  return {
    startCall: async (call) => started.parse(await post('/calls', call)),
    calls: async () => (await get('/calls', callList)).calls,
    call: (id) => get(at('calls', id), callView),
    hangUp: (id) => quietly(post(at('calls', id, 'hang-up'))),
    sendDigits: (id, digits) => quietly(post(at('calls', id, 'digits'), { digits })),
    answer: (id) => quietly(post(at('calls', id, 'answer'))),
    extensions: async () => (await get('/extensions', extensionList)).extensions,
    phone: (extension, action) => quietly(post(at('extensions', extension, action))),
    phoneTo: (extension, action, to) =>
      quietly(post(at('extensions', extension, action), to === undefined ? {} : { to })),
    setPhone: (extension, setting) => quietly(post(at('extensions', extension, 'set'), setting)),
    dial: async (extension, to) => started.parse(await post(at('extensions', extension, 'dial'), { to })),
    setBehaviour: (extension, behaviour) =>
      quietly(post(at('extensions', extension, 'behaviour'), behaviour)),
    setOutsideBehaviour: (behaviour, number) =>
      quietly(post('/outside/behaviour', number === undefined ? { behaviour } : { number, behaviour })),
    ledger: (after = 0) => get(`/ledger?after=${after}`, ledgerTail),
    customers: async () => (await get('/customers', customerList)).customers,
    startLoad: (load) => quietly(post('/load', load)),
    playScript: (file) => quietly(post('/script', file)),
    scriptState: () => get('/script', scriptState),
    stopScript: () => quietly(post('/script/stop')),
    stopLoad: async () => loadStopped.parse(await post('/load/stop')).begun,
    fault: (fault, device) => quietly(post(at('faults', fault), device === undefined ? {} : { device })),
    switches: () => get('/switches', switches),
    setSwitches: (some) => quietly(post('/switches', some)),
    health: () => get('/health', health),
  }
}

async function ask<T>(url: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(await exchangeJson(url))
}

function send(url: string, body: unknown): Promise<unknown> {
  return exchangeJson(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

async function exchangeJson(url: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) }).catch(
    (cause: unknown) => {
      throw new ControlError('unreachable', 'The simulator does not answer.', { cause })
    },
  )
  const answer = (await response.json().catch(() => ({}))) as unknown
  if (response.ok) return answer
  const told = refused.safeParse(answer)
  const { code, message } = told.success
    ? told.data.error
    : { code: 'refused', message: `The simulator answered ${response.status}.` }
  throw new ControlError(code, message, { status: response.status })
}
