/** What is written down during a call, by several people at once; and the part of it that the caller is shown. */
import { z } from 'zod'
import { id, instant } from './records.ts'
import { route } from './route.ts'

/** The parts of what is written down of a call. Each is a text of its own in the one document (Yjs) of the call. */
export const entryTexts = ['notes', 'shared', 'reference', 'spokeTo'] as const
/** Typed values of it, in the document's map `fields`. */
export const entryFields = ['callBackAt'] as const

export const entryLimits = {
  /** One update, in bytes: an hour of typing without a network is a tenth of it. */
  update: 128 * 1024,
  /** The whole document, in bytes. What is larger would keep the server busy for too long at each change. */
  document: 256 * 1024,
  /** Characters of one text. What a page lets one person type is far less: what several wrote apart must fit too. */
  text: 100_000,
  /** Characters of one typed value. */
  field: 200,
  /** A state vector, in bytes: some bytes for each page that ever wrote. */
  vector: 32 * 1024,
} as const

const callById = z.object({ id: z.string().max(200) })
const bytes = (most: number) => z.base64().max(Math.ceil(most / 3) * 4)

export const entryVector = bytes(entryLimits.vector)
/** A change, or several, as Yjs writes them (format 1), in base64. */
const entryUpdate = bytes(entryLimits.update)
/** What the server answers may be the whole document. */
export const entryNews = bytes(entryLimits.document)

/** A link by which the caller sees the part that was chosen for him. */
export const entryShare = z.object({
  id,
  createdAt: instant,
  createdBy: z.string(),
  /** It ends some minutes after the call, and at this moment at the latest. */
  expiresAt: instant,
  /** Whether it shows anything now. */
  open: z.boolean(),
  revokedAt: instant.nullable(),
  revokedBy: z.string().nullable(),
  /** How often the page behind it was opened. */
  views: z.number().int(),
  firstViewedAt: instant.nullable(),
  lastViewedAt: instant.nullable(),
})

/** `token` of a link: 160 bits of chance among them. */
const shareToken = z.string().regex(/^[\w-]{48}$/)

export const entryRoutes = {
  syncEntry: route({
    method: 'PUT',
    path: '/api/calls/:id/entry',
    access: 'agent',
    summary:
      'What is written down of a call: give what the server lacks, get what you lack (Yjs). A repeat changes nothing',
    params: callById,
    body: z.object({ vector: entryVector, update: entryUpdate.nullable() }),
    // `update` may be empty of changes. `vector`: what the server has, durably.
    reply: z.object({ update: entryNews, vector: entryVector }),
  }),
  listShares: route({
    method: 'GET',
    path: '/api/calls/:id/shares',
    access: 'agent',
    summary: 'Links by which the caller was shown something, newest first',
    params: callById,
    reply: z.object({ items: z.array(entryShare) }),
  }),
  createShare: route({
    method: 'POST',
    path: '/api/calls/:id/shares',
    access: 'agent',
    summary: 'A link for the caller, while the call is up. It is told this once; the link before it ends',
    params: callById,
    reply: z.object({ token: shareToken, share: entryShare }),
  }),
  revokeShare: route({
    method: 'DELETE',
    path: '/api/calls/:id/shares/:share',
    access: 'agent',
    summary: 'End a link at once',
    params: z.object({ id: z.string().max(200), share: id }),
    reply: entryShare,
  }),
  readShared: route({
    method: 'POST',
    path: '/api/guest/shared',
    access: 'public',
    summary:
      'What the caller is shown behind his link. With the `version` last seen, the answer waits for a change, some seconds at most',
    body: z.object({ token: shareToken, version: z.number().int().min(0).nullable() }),
    reply: z.object({ text: z.string(), version: z.number().int(), from: z.string() }),
  }),
} as const

export type EntryShare = z.infer<typeof entryShare>
