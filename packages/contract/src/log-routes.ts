import { z } from 'zod'
import {
  activityChanges,
  activityLog,
  callStory,
  disposition,
  dispositionChanges,
  dispositionChoice,
  givenDisposition,
  newDisposition,
  recordName,
  wrapUpRule,
  wrapUpTask,
} from './call-logs.ts'
import { id } from './records.ts'
import { route } from './route.ts'
import { byId, pageOf } from './shapes.ts'

const callById = z.object({ id: z.string().max(200) })

/** What calls leave behind. */
export const logRoutes = {
  noteOpened: route({
    method: 'POST',
    path: '/api/calls/:id/records',
    access: 'agent',
    summary: 'I opened this record while I am on this call: the log of the call will stand on it too',
    params: callById,
    body: recordName,
  }),
  readStory: route({
    method: 'GET',
    path: '/api/calls/:id/story',
    access: 'agent',
    summary: 'What is kept of a call of mine beside the call itself: log, disposition, recording',
    params: callById,
    reply: callStory,
  }),
  giveDisposition: route({
    method: 'PUT',
    path: '/api/calls/:id/disposition',
    access: 'agent',
    summary: 'Say how a call of mine came out; null takes it back',
    params: callById,
    body: dispositionChoice,
    reply: z.object({ given: givenDisposition.nullable() }),
  }),
  changeActivity: route({
    method: 'PATCH',
    path: '/api/activities/:id',
    access: 'agent',
    summary: 'Correct a log: what a person changed is not overwritten by the machine any more',
    params: byId,
    body: activityChanges,
    reply: activityLog,
  }),
  listDispositions: route({
    method: 'GET',
    path: '/api/dispositions',
    access: 'agent',
    summary: 'Dispositions in their order, those that are not offered any more too',
    reply: pageOf(disposition),
  }),
  createDisposition: route({
    method: 'POST',
    path: '/api/dispositions',
    access: 'administrator',
    summary: 'Make a disposition',
    idempotent: true,
    body: newDisposition,
    reply: disposition,
  }),
  changeDisposition: route({
    method: 'PATCH',
    path: '/api/dispositions/:id',
    access: 'administrator',
    summary: 'Change a disposition, or offer it no more',
    params: byId,
    body: dispositionChanges,
    reply: disposition,
  }),
  listWrapUpRules: route({
    method: 'GET',
    path: '/api/wrap-up/rules',
    access: 'agent',
    summary: 'What is wanted after calls of each queue, and after all others',
    reply: pageOf(wrapUpRule),
  }),
  setWrapUpRule: route({
    method: 'PUT',
    path: '/api/wrap-up/rules',
    access: 'administrator',
    summary: 'Say what is wanted after calls of a queue; `queueId` null: after all others',
    body: z.object({
      queueId: id.nullable(),
      required: z.boolean(),
      /** After all other calls; the time of a queue is set with the queue. */
      seconds: z.int().min(0).max(3_600).default(0),
    }),
    reply: pageOf(wrapUpRule),
  }),
  myWrapUp: route({
    method: 'GET',
    path: '/api/wrap-up',
    access: 'agent',
    summary: 'My calls that are over and still want something of me, newest first',
    reply: pageOf(wrapUpTask),
  }),
} as const
