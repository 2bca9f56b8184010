import type { AuditEntry, RouteReply } from '@hookswitch/contract'
import type { AuditEntryData, AuditQuery, AuditReader } from '#store/audit-reading.ts'

export interface AuditLog {
  list(tenant: string, query: AuditQuery): Promise<RouteReply<'listAudit'>>
  filters(tenant: string): Promise<RouteReply<'readAuditFilters'>>
}

export function createAuditLog(reader: AuditReader): AuditLog {
  return {
    list: async (tenant, query) => {
      const rows = await reader.list(tenant, { ...query, limit: query.limit + 1 })
      const items = rows.slice(0, query.limit)
      return {
        items: items.map(viewOf),
        next: rows.length > items.length ? (items.at(-1)?.id ?? null) : null,
      }
    },
    filters: async (tenant) => {
      const { kinds, users } = await reader.filters(tenant)
      return { kinds: [...kinds], users: [...users] }
    },
  }
}

function viewOf(entry: AuditEntryData): AuditEntry {
  return {
    ...entry,
    at: entry.at.toISOString(),
    before: fieldsOf(entry.before),
    after: fieldsOf(entry.after),
  }
}

/** Entries are of many kinds, and their fields those of the kind: what is no object is shown as one value. */
function fieldsOf(said: unknown): Record<string, unknown> | null {
  if (said === null || said === undefined) return null
  return typeof said === 'object' && !Array.isArray(said) ? { ...said } : { value: said }
}
