import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { ProgramError } from './program-error.ts'

/** What the command line must know itself; everything else in the file is the server's, which checks it in full. */
const configFile = z.looseObject({
  port: z.number().int().min(0).max(65_535).optional(),
  data: z.string().optional(),
})
const portText = z.coerce.number().int().min(1).max(65_535)

export interface Settings {
  readonly port: number
  /** Where the database and the log live. */
  readonly data: string
}

type Environment = Readonly<Record<string, string | undefined>>

function readConfigFile(path: string): z.infer<typeof configFile> {
  try {
    return configFile.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ProgramError('config', `The configuration file ${path} cannot be used: ${why}`, { cause })
  }
}

/** The environment wins over the configuration file, which wins over what is built in. */
export function readSettings(environment: Environment): Settings {
  const path = environment['HOOKSWITCH_CONFIG']
  const file = path ? readConfigFile(path) : {}
  const asked = environment['HOOKSWITCH_PORT']
  const port = asked ? portText.safeParse(asked) : undefined
  if (port && !port.success) {
    throw new ProgramError('config', `HOOKSWITCH_PORT is "${asked}": it must be a number from 1 to 65535.`)
  }
  return {
    port: port?.data ?? file.port ?? 7468,
    data: resolve(environment['HOOKSWITCH_DATA'] ?? file.data ?? '.hookswitch'),
  }
}
