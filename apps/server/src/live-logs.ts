import { CallRecords } from '#calls/call-records.ts'
import type { LiveUser } from '#calls/directory.ts'
import type { History } from '#calls/history.ts'
import type { LiveCalls } from '#calls/live-calls.ts'
import type { Settler } from '#calls/settler.ts'
import type { LogPorts } from '#http/log-handlers.ts'
import { editActivity } from '#store/activity-edits.ts'
import { noteRecord } from '#store/call-records.ts'
import { readHistory } from '#store/call-store.ts'
import { createActivityStore } from '#store/crm-activities.ts'
import { createDispositionStore } from '#store/disposition-store.ts'
import { correctLog } from '#wrap-up/correct-log.ts'
import { createDispositions } from '#wrap-up/dispositions.ts'
import { recordingUrl } from '#wrap-up/recording-url.ts'
import { WrapUp } from '#wrap-up/wrap-up.ts'
import type { LiveOptions } from './live-options.ts'

/** More calls than anybody has in half a day. */
const mostOwed = 500

/** What calls leave behind: records opened during them, logs that are corrected, dispositions. */
export function makeLogPorts(
  { database, links, now }: LiveOptions,
  parts: { readonly live: LiveCalls; readonly history: History; readonly settler: Settler },
): LogPorts {
  const { live, history, settler } = parts
  const { pool } = database
  const activities = createActivityStore(database)
  const dispositions = createDispositionStore(database)
  const records = new CallRecords({
    live,
    store: { note: (tenant, callId, note) => noteRecord(pool, { tenant, callId, note }) },
  })
  const since = async (user: LiveUser, from: number) => {
    await settler.settled()
    const { tenant, id, device } = user
    const span = { from: new Date(from).toISOString(), limit: mostOwed }
    return readHistory(pool, { tenant, user: id, device, ...span })
  }
  const wrapUp = new WrapUp({
    directory: live.directory,
    calls: { find: (user, id) => history.find(user, id), since },
    dispositions,
    logOf: (tenant, callId) => activities.readOfCall(tenant, callId),
    recordingUrl: ({ tenant, link, call }) => {
      const template = links.find((one) => one.tenant === tenant && one.name === link)?.recordingUrl
      return template === undefined ? null : recordingUrl(template, call)
    },
    now,
  })
  const corrections = {
    read: (tenant: string, id: string) => activities.read(tenant, id),
    edit: (tenant: string, id: string, edit: Parameters<typeof editActivity>[2]['edit']) =>
      editActivity(database, tenant, { id, edit }),
    wrapUp,
  }
  return {
    noteOpened: (asker, callId, record) => records.noteOpened(asker, callId, record),
    noteCreated: (asker, record, callId) => records.noteCreated(asker, record, callId),
    readStory: (asker, callId) => wrapUp.story(asker, callId),
    giveDisposition: (asker, callId, choice) => wrapUp.give(asker, callId, choice),
    changeActivity: (asker, id, changes) => correctLog(corrections, asker, { id, changes }),
    wrapUpTasks: (asker) => wrapUp.tasks(asker),
    isDispositionOwed: (asker) => wrapUp.isOwed(asker),
    dispositions: createDispositions(dispositions),
  }
}
