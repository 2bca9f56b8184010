/** A day on which everything ordinary happens once: what is believed is compared at every step. */
import { expect } from 'vitest'
import type { Command, CommandResult, ConnectionId, ConnectionState } from '@hookswitch/model'
import { customerHangsUp, startCall } from '#simulator/people.ts'
import { believed, differences, saidIn, truly } from './histories.ts'
import { phones, queue, type Room } from './room.ts'

const customer = '+14155550100'

/** Somebody outside calls. @returns the true call. */
export function calls(room: Room, to: string, more: { from?: string; digits?: string } = {}): string {
  const begun = startCall(room.exchange, { from: customer, to, ...more })
  if (!begun.ok) throw new Error(`nobody can call ${to}: ${begun.value}`)
  return begun.value
}

/** The connection that a device has in this state, by the model. */
export function legAt(room: Room, device: string, state: ConnectionState): ConnectionId {
  const legs = room.live.flatMap(({ connections }) => connections)
  const found = legs.find((leg) => leg.device === device && leg.state === state)
  if (found === undefined) throw new Error(`${device} is not ${state}: ${room.believed().join(', ')}`)
  return found.id
}

/** Asks for something; time passes until there is an answer. */
export async function ask(room: Room, command: Command): Promise<CommandResult> {
  if (room.session === undefined) throw new Error('the link is down')
  const result = await room.whileTimePasses(room.session.command(command))
  await room.settle()
  return result
}

/** Asks for something that must be done; then all is as it is believed to be. */
export async function done(room: Room, command: Command): Promise<void> {
  expect(await ask(room, command)).toMatchObject({ ok: true })
  await agrees(room)
}

/** What is believed of the telephones is what is, as soon as it can be. */
export async function agrees(room: Room): Promise<void> {
  await room.pass(2_100)
  await room.settle()
  expect(room.believed()).toEqual(room.actual())
}

const on = (kind: 'answerCall' | 'holdCall' | 'retrieveCall' | 'clearConnection' | 'rejectCall') =>
  async function onLeg(room: Room, device: string, state: ConnectionState): Promise<void> {
    await done(room, { kind, device, connection: legAt(room, device, state) })
  }
export const answer = on('answerCall')
const hold = on('holdCall')
const retrieve = on('retrieveCall')
export const hangUp = on('clearConnection')
const reject = on('rejectCall')

async function heldAndAbandoned(room: Room): Promise<void> {
  const call = calls(room, '1001', { digits: '4711' })
  await agrees(room)
  await answer(room, '1001', 'alerting')
  await hold(room, '1001', 'connected')
  await retrieve(room, '1001', 'hold')
  customerHangsUp(room.exchange, call)
  await agrees(room)
  const impatient = calls(room, '1002', { from: '+442079460958' })
  await agrees(room)
  customerHangsUp(room.exchange, impatient)
  await agrees(room)
  const refused = calls(room, '1003', { from: '+33142685300' })
  await agrees(room)
  await reject(room, '1003', 'alerting')
  customerHangsUp(room.exchange, refused)
  await agrees(room)
}

async function handedOn(room: Room): Promise<void> {
  const call = calls(room, '1003', { from: '+4930901820', digits: '88' })
  await agrees(room)
  await answer(room, '1003', 'alerting')
  const connection = legAt(room, '1003', 'connected')
  await done(room, { kind: 'consultationCall', device: '1003', connection, to: '1004' })
  await answer(room, '1004', 'alerting')
  const pair = { held: legAt(room, '1003', 'hold'), active: legAt(room, '1003', 'connected') }
  await done(room, { kind: 'transferCall', device: '1003', ...pair })
  const blind = legAt(room, '1004', 'connected')
  await done(room, { kind: 'singleStepTransfer', device: '1004', connection: blind, to: '1005' })
  await answer(room, '1005', 'alerting')
  customerHangsUp(room.exchange, call)
  await agrees(room)
}

async function insideAndOut(room: Room): Promise<void> {
  await done(room, { kind: 'makeCall', device: '1005', to: '1006', autoAnswer: true })
  await answer(room, '1006', 'alerting')
  await hangUp(room, '1006', 'connected')
  await done(room, { kind: 'makeCall', device: '1004', to: '+442079461111', autoAnswer: true })
  await room.pass(6_000)
  await hangUp(room, '1004', 'connected')
}

async function queued(room: Room): Promise<void> {
  for (const device of phones.slice(0, 3))
    await done(room, { kind: 'setAgentState', device, state: 'ready' }).catch(() => {})
  calls(room, queue, { from: '+390612345678' })
  await agrees(room)
  const agent = phones.find((device) => room.believed().some((leg) => leg.startsWith(`${device} `))) ?? ''
  await answer(room, agent, 'alerting')
  await hangUp(room, agent, 'connected')
}

/** All of it; in the middle, with a call up, the link is opened anew. Leaves the switch idle. */
export async function plainDay(room: Room): Promise<void> {
  await heldAndAbandoned(room)
  await handedOn(room)
  const call = calls(room, '1006', { from: '+41442345678' })
  await agrees(room)
  await answer(room, '1006', 'alerting')
  await room.reconnect()
  await agrees(room)
  customerHangsUp(room.exchange, call)
  await insideAndOut(room)
  await queued(room)
  await isOver(room)
}

/** Everybody has gone; the histories are those of the ledger. */
export async function isOver(room: Room): Promise<void> {
  await agrees(room)
  await room.pass(10_000)
  await room.settle()
  expect({ live: room.live, calls: room.exchange.calls.size }).toEqual({ live: [], calls: 0 })
  expect(
    differences(truly(room.simulator.ledger.since(0), saidIn(room.heard)), believed(room.calls.values())),
  ).toEqual([])
}

/** What the connector complained of. */
export function complaints({ logs }: Room): string[] {
  return logs
    .filter(({ level }) => level === 'warn' || level === 'error')
    .map(({ code, message }) => `${code}: ${message}`)
}

/** What never should be. */
export function crashes({ logs }: Room): string[] {
  return logs.filter(({ level }) => level === 'error').map(({ code, message }) => `${code}: ${message}`)
}
