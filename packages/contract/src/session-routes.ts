import { z } from 'zod'
import { me, preferences } from './people.ts'
import { route } from './route.ts'

/** Who is signed in, and what he prefers. */
export const sessionRoutes = {
  signIn: route({
    method: 'POST',
    path: '/api/session',
    access: 'public',
    summary: 'Sign in',
    body: z.object({
      tenant: z.string().max(100).optional(),
      userName: z.string().min(1).max(100),
      password: z.string().min(1).max(200),
    }),
    reply: me,
  }),
  signOut: route({ method: 'DELETE', path: '/api/session', access: 'agent', summary: 'Sign out' }),
  whoAmI: route({
    method: 'GET',
    path: '/api/session',
    access: 'agent',
    summary: 'The signed-in user',
    reply: me,
  }),
  setPreferences: route({
    method: 'PUT',
    path: '/api/session/preferences',
    access: 'agent',
    summary: 'Choose language and theme',
    body: preferences,
    reply: me,
  }),
} as const
