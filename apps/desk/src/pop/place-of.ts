import type { CallView, PopTarget } from '@hookswitch/contract'

/** Where in this page a target is; null for what is not a place in it. */
export function placeOf(call: Pick<CallView, 'id'>, what: PopTarget) {
  const params = { callId: call.id }
  switch (what.kind) {
    case 'record':
      if (what.of === 'contact') return { to: '/contacts/$id', params: { id: what.id } } as const
      if (what.of === 'account') return { to: '/accounts/$id', params: { id: what.id } } as const
      return { to: '/cases/$id', params: { id: what.id } } as const
    case 'callPage':
      return { to: '/' } as const
    case 'search':
      return { to: '/calls/$callId/search', params } as const
    case 'newRecord':
      return { to: '/calls/$callId/new', params } as const
    case 'url':
    case 'nothing':
      return null
  }
}
