import { done } from '#crm-builtin/answer.ts'
import type { Handlers } from './handler.ts'

type KeyMap = Readonly<Record<string, string | null>>

/** Where the keys are kept that users have changed. */
export interface KeyPorts {
  read(tenant: string, user: string): Promise<KeyMap>
  write(tenant: string, user: string, keys: KeyMap): Promise<void>
}

export function keyHandlers(keys: KeyPorts): Pick<Handlers, 'readKeys' | 'setKeys'> {
  return {
    readKeys: async ({ who }) => done(await keys.read(who.tenant.id, who.user.id)),
    setKeys: async ({ who, body }) => {
      await keys.write(who.tenant.id, who.user.id, body)
      return done(body)
    },
  }
}
