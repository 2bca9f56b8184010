import type { Migration } from '../migrate.ts'
import { peopleAndRecords } from './001-people-and-records.ts'
import { liveCalls } from './002-live-calls.ts'
import { fastRoad } from './003-fast-road.ts'
import { browserPhone } from './004-browser-phone.ts'
import { activityLegs } from './006-activity-legs.ts'
import { identity } from './009-identity.ts'
import { organisation } from './010-organisation.ts'
import { templates } from './011-templates.ts'
import { popRules } from './012-pop-rules.ts'
import { entry } from './013-entry.ts'
import { callLogs } from './014-call-logs.ts'
import { secondInterface } from './015-second-interface.ts'
import { keyMap } from './016-key-map.ts'

/** Every step of the schema, in order. A new one goes at the end; one that was released is never changed. */
export const migrations: readonly Migration[] = [
  peopleAndRecords,
  liveCalls,
  fastRoad,
  browserPhone,
  activityLegs,
  identity,
  organisation,
  templates,
  popRules,
  entry,
  callLogs,
  secondInterface,
  keyMap,
]
