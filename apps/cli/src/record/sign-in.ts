import { ApiError, type Client, createClient } from '@hookswitch/contract'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { ProgramError } from '#program-error.ts'

export interface SignInOptions {
  readonly server: string
  readonly user: string
  readonly tenant?: string
}

/** A client that is signed in. The password comes from HOOKSWITCH_PASSWORD, or is asked for. */
export async function signIn({ server, user, tenant }: SignInOptions): Promise<Client> {
  let cookie = ''
  const client = createClient({
    baseUrl: server.replace(/\/$/, ''),
    fetch: async (address, init) => {
      const headers = new Headers(init?.headers)
      if (cookie !== '') headers.set('cookie', cookie)
      const response = await fetch(address, { ...init, headers })
      for (const set of response.headers.getSetCookie()) cookie = set.split(';')[0] ?? ''
      return response
    },
  })
  const password = process.env['HOOKSWITCH_PASSWORD'] ?? (await askFor(`Password of ${user}: `))
  const me = await client
    .signIn({ body: { userName: user, password, ...(tenant === undefined ? {} : { tenant }) } })
    .catch((error: unknown) => {
      throw asProgramError(error, server)
    })
  if (me.role !== 'administrator')
    throw new ProgramError('role', `${user} is no administrator: only administrators may record.`)
  return client
}

/** What the server refused, for a person at a terminal. */
export function asProgramError(error: unknown, server: string): unknown {
  if (!(error instanceof ApiError)) return error
  return error.code === 'network'
    ? new ProgramError(
        'server',
        `No server answers at ${server}. Start it, or say where it is with --server.`,
      )
    : new ProgramError(error.code, error.message, { cause: error })
}

/** Reads a line without showing it. */
async function askFor(question: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new ProgramError(
      'password',
      'Set HOOKSWITCH_PASSWORD: nobody is here to be asked for the password.',
    )
  process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true })
  try {
    return await lines.question('')
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}
