import { z } from 'zod'
import { route } from './route.ts'

/** Only in the demonstration: a customer's telephone. */
export const demoRoutes = {
  demoState: route({
    method: 'GET',
    path: '/api/demo',
    access: 'public',
    summary: 'Demonstration only: who can call, and whom',
    reply: z.object({
      callers: z.array(
        z.object({
          name: z.string(),
          company: z.string().nullable(),
          number: z.string(),
          accountNumber: z.string().nullable(),
        }),
      ),
      extensions: z.array(z.object({ extension: z.string(), name: z.string() })),
      services: z.array(z.object({ number: z.string(), name: z.string() })),
      signIns: z.array(
        z.object({
          userName: z.string(),
          password: z.string(),
          name: z.string(),
          extension: z.string().nullable(),
          language: z.string(),
        }),
      ),
    }),
  }),
  demoCall: route({
    method: 'POST',
    path: '/api/demo/calls',
    access: 'public',
    summary: 'Demonstration only: a customer calls',
    body: z.object({
      from: z.string().max(40),
      to: z.string().max(40),
      name: z.string().max(100).optional(),
      digits: z.string().max(40).optional(),
    }),
    reply: z.object({ id: z.string() }),
  }),
  demoCallState: route({
    method: 'GET',
    path: '/api/demo/calls/:id',
    access: 'public',
    summary: 'Demonstration only: how the call is doing',
    params: z.object({ id: z.string().max(100) }),
    reply: z.object({
      id: z.string(),
      state: z.enum(['dialling', 'menu', 'queued', 'ringing', 'answered', 'held', 'ended']),
    }),
  }),
  demoDigits: route({
    method: 'POST',
    path: '/api/demo/calls/:id/digits',
    access: 'public',
    summary: 'Demonstration only: the customer presses keys',
    params: z.object({ id: z.string().max(100) }),
    body: z.object({ digits: z.string().min(1).max(40) }),
  }),
  demoHangUp: route({
    method: 'POST',
    path: '/api/demo/calls/:id/hang-up',
    access: 'public',
    summary: 'Demonstration only: the customer hangs up',
    params: z.object({ id: z.string().max(100) }),
  }),
} as const
