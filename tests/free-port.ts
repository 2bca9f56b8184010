import { createServer } from 'node:net'

/**
 * A port of this computer that nobody listens at, for a program that is about to be started. Not from the range out of which
 * systems take the near end of each connection (from 32768 on with Linux, from 49152 on elsewhere): until the program listens,
 * seconds later on a busy machine, any connection of any test could have taken it.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    if (await isFree(port)) return port
  }
  throw new Error('no free port between 20000 and 32000')
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  const isOurs = await new Promise<boolean>((resolve) => {
    server.once('error', () => {
      resolve(false)
    })
    server.listen(port, () => {
      resolve(true)
    })
  })
  if (isOurs) await new Promise((resolve) => server.close(resolve))
  return isOurs
}
