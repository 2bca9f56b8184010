import { randomBytes } from 'node:crypto'
import { hashPassword } from '#auth/password.ts'
import type { TenantData, TenantStore } from '#store/tenants.ts'
import type { UserStore } from '#store/users.ts'

export interface FirstRunPorts {
  readonly tenants: TenantStore
  readonly users: UserStore
  /** Tells the person at the keyboard; not the log. */
  readonly tell: (text: string) => void
}

/** The tenants of the configuration, each with somebody who can sign in. */
export async function prepareTenants(
  wanted: readonly Omit<TenantData, 'id'>[],
  adminPassword: string | undefined,
  ports: FirstRunPorts,
): Promise<readonly TenantData[]> {
  const tenants: TenantData[] = []
  for (const it of wanted) tenants.push(await ports.tenants.put(it))
  for (const tenant of tenants) {
    const users = await ports.users.list(tenant.id)
    if (users.length === 0) await createAdministrator(tenant, adminPassword, ports)
  }
  return tenants
}

async function createAdministrator(
  tenant: TenantData,
  given: string | undefined,
  { users, tell }: FirstRunPorts,
): Promise<void> {
  const password = given ?? randomBytes(12).toString('base64url')
  await users.create(tenant.id, {
    userName: 'admin',
    name: 'Administrator',
    role: 'administrator',
    device: null,
    link: null,
    team: null,
    active: true,
    country: null,
    timeZone: null,
    passwordHash: await hashPassword(password),
  })
  const how =
    given === undefined ? `with the password ${password} (shown this once)` : 'with the password you gave'
  tell(`Organisation ${tenant.name}: sign in as admin ${how}.`)
}
