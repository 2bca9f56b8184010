import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { AgentView, ForwardingView, LineView } from '@hookswitch/contract'

export const agentWords: Readonly<Record<AgentView['state'], MessageDescriptor>> = {
  loggedOff: msg`Logged off`,
  notReady: msg`Not ready`,
  ready: msg`Ready`,
  busy: msg({ message: 'On a call', context: 'agent' }),
  workingAfterCall: msg`Work after call`,
}

export const forwardingWords: Readonly<Record<ForwardingView['kind'], MessageDescriptor>> = {
  immediate: msg`All calls`,
  busy: msg`When I am on a call`,
  noAnswer: msg`When I do not answer`,
  doNotDisturb: msg`While do not disturb is on`,
}

/** What a code of a reason means, by the link's configuration. */
export function reasonLabel(line: LineView, code: string | null): string | null {
  if (code === null) return null
  return line.reasons.find((reason) => reason.code === code)?.label ?? code
}
