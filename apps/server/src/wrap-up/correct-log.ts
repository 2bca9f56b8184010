import type { ActivityChanges, ActivityLog } from '@hookswitch/contract'
import { type Answer, done, type Refused } from '#crm-builtin/answer.ts'
import { logView } from '#crm-builtin/record-views.ts'
import type { Asker } from '#calls/ports.ts'
import type { ActivityEdit, EditResult } from '#store/activity-edits.ts'
import type { ActivityLogData } from '#store/crm-activities.ts'
import type { WrapUp } from './wrap-up.ts'

export interface CorrectLogPorts {
  readonly read: (tenant: string, id: string) => Promise<ActivityLogData | undefined>
  readonly edit: (tenant: string, id: string, edit: ActivityEdit) => Promise<EditResult>
  readonly wrapUp: Pick<WrapUp, 'giveTo'>
}

const missing: Refused = {
  ok: false,
  code: 'recordMissing',
  detail: 'This record does not exist, or not any more.',
}
const noRecord: Refused = {
  ok: false,
  code: 'referenceMissing',
  detail: 'A record that is named here does not exist.',
}
const noCall: Refused = { ok: false, code: 'invalid', detail: 'Only a call is given a disposition.' }

/** Corrects the log of a call, or any activity: the machine leaves alone what a person changed. */
export async function correctLog(
  { read, edit, wrapUp }: CorrectLogPorts,
  asker: Asker,
  { id, changes }: { readonly id: string; readonly changes: ActivityChanges },
): Promise<Answer<ActivityLog>> {
  const before = await read(asker.tenant, id)
  if (before === undefined) return missing
  const { disposition, ...fields } = changes
  if (disposition !== undefined) {
    if (before.callId === null) return noCall
    const given = await wrapUp.giveTo(asker, { callId: before.callId, choice: disposition })
    if (!given.ok) return given
  }
  const result = await edit(asker.tenant, id, { ...fields, userId: asker.userId })
  if (result === 'recordMissing') return noRecord
  const after = result === 'done' ? await read(asker.tenant, id) : undefined
  return after === undefined ? missing : done(logView(after))
}
