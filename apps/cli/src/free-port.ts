import { createServer } from 'node:net'
import { ProgramError } from './program-error.ts'

/** Whether a program could listen on this port of this machine right now; other programs may still be faster. */
export function isFree(port: number, host?: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false)
      else if (error.code === 'EACCES') reject(notAllowed(port, error))
      else reject(error)
    })
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

function notAllowed(port: number, cause: Error): ProgramError {
  return new ProgramError('port', `This user may not listen on port ${port}. Choose one above 1023.`, {
    cause,
  })
}

/** Refuses with what to do about it, before anything else is started. */
export async function requireFree(port: number, howToChange: string): Promise<void> {
  if (await isFree(port)) return
  throw new ProgramError(
    'port',
    `Port ${port} is taken by another program. Stop that one, or ${howToChange}.`,
  )
}
