import { loadConnector, pbxKinds } from '@hookswitch/pbx'
import type { SwitchPlan } from '#calls/switch-plan.ts'
import { ConfigError, type LinkFileConfig } from '../config.ts'
import type { LinkConfig } from '../live-options.ts'

export interface NamedTenant {
  readonly id: string
  readonly name: string
}

/**
 * Links as the live half wants them: the tenant by its id, the settings of the connector by the connector's own shape.
 * @throws ConfigError naming the link and the field.
 */
export function readLinks(
  links: readonly LinkFileConfig[],
  tenants: readonly NamedTenant[],
): Promise<readonly LinkConfig[]> {
  return Promise.all(links.map((link) => readLink(link, tenants)))
}

async function readLink(link: LinkFileConfig, tenants: readonly NamedTenant[]): Promise<LinkConfig> {
  const { name, kind, devices, country, dialPrefix, internalLength, ownNumbers } = link
  const connector = pbxKinds.includes(kind) ? await loadConnector(kind) : undefined
  if (connector === undefined)
    throw new ConfigError(`Link ${name}: there is no kind ${kind}. There are ${pbxKinds.join(', ')}.`)
  const read = connector.config.safeParse(link.config)
  if (!read.success) {
    const lines = read.error.issues.map((issue) => `config.${issue.path.join('.')}: ${issue.message}`)
    throw new ConfigError(`Link ${name}: ${lines.join('; ')}`, { cause: read.error })
  }
  const tenant = tenants.find((it) => link.tenant === undefined || it.name === link.tenant)
  if (tenant === undefined) throw new ConfigError(`Link ${name}: there is no tenant ${link.tenant}.`)
  const numbers = { country, dialPrefix, internalLength, own: ownNumbers }
  const { recordingUrl } = link
  const recordings = recordingUrl === undefined ? {} : { recordingUrl }
  return {
    tenant: tenant.id,
    name,
    kind,
    devices,
    numbers,
    plan: planOf(link),
    config: read.data,
    ...recordings,
  }
}

function planOf({ targets, reasons, pickupGroup, rejectBy, rejectTo }: LinkFileConfig): SwitchPlan {
  return { targets, reasons, pickupGroup: pickupGroup ?? null, rejectBy, rejectTo: rejectTo ?? null }
}
