/**
 * An agent who is logged off and asked to be ready, or not ready, is logged on first. In CSTA `loggedOn` is a request and
 * no state (ECMA-269 20.1.13, brief 3.7); only the switch knows surely who is logged off, so we learn it by its refusal.
 */
import type { Command } from '@hookswitch/model'
import type { CstaClient, Reply } from './client.ts'
import type { Draft } from './codec/index.ts'

type Answered = Reply<'SetAgentStateResponse'>

/** @param refused what the switch said to the state itself. */
export async function logOnFirst(
  client: Pick<CstaClient, 'request'>,
  {
    command,
    draft,
    refused,
  }: { readonly command: Command; readonly draft: Draft; readonly refused: Answered },
): Promise<Answered> {
  if (refused.ok || command.kind !== 'setAgentState' || command.state === 'loggedOff') return refused
  if (refused.refusal.code !== 'command.state') return refused
  const ask = (body: Draft): Promise<Answered> => client.request(body, ['SetAgentStateResponse'])
  const loggedOn = await ask({ ...draft, requestedAgentState: 'loggedOn' } as Draft)
  // He was logged on already: the first refusal is the true one. A wrong password is news.
  if (!loggedOn.ok) return loggedOn.refusal.code === 'command.state' ? refused : loggedOn
  const settled = await ask(draft)
  // Most switches log on as not ready, and some refuse to be asked for what is so.
  return settled.ok || command.state !== 'notReady' ? settled : loggedOn
}
