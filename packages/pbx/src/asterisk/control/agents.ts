/** Members of queues: on and off, paused and not. */
import type { AgentState, CommandResult } from '@hookswitch/model'
import { action, isPlain, type Action } from '#asterisk/from-model/actions.ts'
import type { Member, Members } from '#asterisk/to-model/members.ts'
import { refuse, tooLate, wrongState, type Desk, type Of } from './desk.ts'

/** With `group`, for that queue alone. */
export async function setAgentState(
  desk: Desk,
  command: Of<'setAgentState'>,
  members: Members,
): Promise<CommandResult> {
  const { device, state, group, reason } = command
  if (!isPlain('device', device)) return refuse('device.unknown', 'This is not the name of a phone.')
  if (group !== undefined && !isPlain('queue', group))
    return refuse('command.failed', 'This is not the name of a queue.')
  if (reason !== undefined && reason !== '' && !isPlain('reason', reason))
    return refuse('command.failed', 'A reason may hold letters, digits and a few signs, at most 60.')
  const mine = members.of(device).filter(({ queue }) => group === undefined || queue === group)
  if (state === 'loggedOff') return logOff(desk, mine, () => left(members, command))
  const pause = pauseOf(desk, state, reason)
  const actions =
    mine.length > 0 ? mine.map((member) => pauseAction(member, pause)) : logOn(desk, command, pause)
  if (actions.length === 0) return wrongState('It is not configured which queues this agent belongs to.')
  const failed = await desk.askAll(actions)
  if (failed !== undefined) return failed
  const queues = mine.length > 0 ? mine.map(({ queue }) => queue) : queuesOf(desk, group)
  const done = desk.parts.watch.until<CommandResult>(
    () => {
      const now = members.of(device).filter(({ queue }) => queues.includes(queue))
      const same = now.every((one) => one.paused === pause.on && (!pause.on || one.reason === pause.reason))
      return same && now.length === queues.length ? { ok: true } : undefined
    },
    5_000,
    desk.signal,
  )
  return (await done) ?? tooLate()
}

interface Pause {
  readonly on: boolean
  readonly reason: string
}

function pauseOf(desk: Desk, state: AgentState, reason = ''): Pause {
  if (state === 'ready') return { on: false, reason: '' }
  return { on: true, reason: state === 'workingAfterCall' ? desk.parts.config.workReason : reason }
}

function pauseAction(member: Member, { on, reason }: Pause): Action {
  return action('QueuePause', {
    Interface: member.interface,
    Queue: member.queue,
    Paused: on ? 'true' : 'false',
    ...(reason === '' ? {} : { Reason: reason }),
  })
}

function queuesOf(desk: Desk, group: string | undefined): readonly string[] {
  return group === undefined ? desk.parts.config.agentQueues : [group]
}

function logOn(desk: Desk, { device, group }: Of<'setAgentState'>, { on, reason }: Pause): Action[] {
  const { technology } = desk.parts.config
  return queuesOf(desk, group).map((queue) =>
    action('QueueAdd', {
      Queue: queue,
      Interface: `${technology}/${device}`,
      MemberName: device,
      StateInterface: `${technology}/${device}`,
      Paused: on ? 'true' : 'false',
      ...(reason === '' ? {} : { Reason: reason }),
    }),
  )
}

async function logOff(desk: Desk, mine: readonly Member[], done: () => boolean): Promise<CommandResult> {
  if (mine.some(({ dynamic }) => !dynamic))
    return refuse(
      'command.denied',
      'This agent is written into the queue’s configuration and can only be paused.',
    )
  const failed = await desk.askAll(
    mine.map((member) => action('QueueRemove', { Queue: member.queue, Interface: member.interface })),
  )
  return failed ?? desk.until(() => (done() ? { ok: true } : undefined))
}

function left(members: Members, { device, group }: Of<'setAgentState'>): boolean {
  return !members.of(device).some(({ queue }) => group === undefined || queue === group)
}
