import { done, orMissing } from '#crm-builtin/answer.ts'
import type { Recordings } from '#record/recordings.ts'
import type { Handlers } from './handler.ts'

interface RecordingLog {
  warn(details: object, message: string): void
}

export function recordingHandlers(
  recordings: Recordings,
  log: RecordingLog,
): Pick<Handlers, 'listRecentCalls' | 'readLadder' | 'takeRecording' | 'readRecordingPart'> {
  return {
    listRecentCalls: async ({ who, query }) =>
      done({ items: await recordings.recentCalls(who.tenant.id, query) }),
    readLadder: async ({ who, params }) => orMissing(await recordings.ladder(who.tenant.id, params.id)),
    takeRecording: async ({ who, params, body }) => {
      const items = await recordings.parts(who.tenant.id, params.id, body.since)
      if (items === undefined) return missing
      const { since, keepPersonalData } = body
      const details = { code: 'recordingTaken', link: params.id, user: who.user.id, since, keepPersonalData }
      log.warn(details, 'An administrator has taken a recording of a link.')
      return done({ items })
    },
    readRecordingPart: async ({ who, params }) => {
      const text = await recordings.part(who.tenant.id, params.id, params.part)
      return text === undefined ? missing : done({ text })
    },
  }
}

const missing = {
  ok: false,
  code: 'recordMissing',
  detail: 'Nothing is kept of this link, or not any more (recordingMegabytes in the configuration).',
} as const
