import { z } from 'zod'
import { route } from './route.ts'

/**
 * Which keys of the page a user has changed: by the name of what they do, as in `aria-keyshortcuts` (`Alt+A`); null =
 * switched off; absent = as ever. The server knows neither: pages of several versions may have different ones.
 */
export const keyMap = z
  .record(z.string().regex(/^[a-zA-Z]{1,40}$/), z.string().min(1).max(40).nullable())
  .refine((it) => Object.keys(it).length <= 200, 'At most 200 keys.')

export type KeyMap = z.infer<typeof keyMap>

export const keyRoutes = {
  readKeys: route({
    method: 'GET',
    path: '/api/session/keys',
    access: 'agent',
    summary: 'The keys that the user has changed',
    reply: keyMap,
  }),
  setKeys: route({
    method: 'PUT',
    path: '/api/session/keys',
    access: 'agent',
    summary: 'Change keys of the page, or switch them off',
    body: keyMap,
    reply: keyMap,
  }),
} as const
