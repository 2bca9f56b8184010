import type { DeviceId } from '@hookswitch/model'

/** A user as far as calls are concerned. */
export interface LiveUser {
  readonly id: string
  readonly tenant: string
  readonly name: string
  readonly team: string | null
  /** The extension that is his telephone; null for none. */
  readonly device: DeviceId | null
  /** Name of the link that it belongs to. */
  readonly link: string | null
}

/** Who sits at which telephone. Read from the database at start and whenever a user was changed; asked at every event. */
export class Directory {
  #byId = new Map<string, LiveUser>()
  #byDevice = new Map<string, readonly LiveUser[]>()

  replace(users: readonly LiveUser[]): void {
    this.#byId = new Map(users.map((user) => [user.id, user]))
    this.#byDevice = new Map()
    for (const user of users) {
      if (user.device === null || user.link === null) continue
      const key = keyOf(user.tenant, user.link, user.device)
      this.#byDevice.set(key, [...(this.#byDevice.get(key) ?? []), user])
    }
  }

  user(id: string): LiveUser | undefined {
    return this.#byId.get(id)
  }

  /** Usually one; several where people share a telephone. */
  at(link: { readonly tenant: string; readonly name: string }, device: DeviceId): readonly LiveUser[] {
    return this.#byDevice.get(keyOf(link.tenant, link.name, device)) ?? []
  }

  onLink(link: { readonly tenant: string; readonly name: string }): readonly LiveUser[] {
    return this.all().filter((user) => user.tenant === link.tenant && user.link === link.name)
  }

  all(): readonly LiveUser[] {
    return [...this.#byId.values()]
  }
}

function keyOf(tenant: string, link: string, device: DeviceId): string {
  return `${tenant}\u0000${link}\u0000${device}`
}
