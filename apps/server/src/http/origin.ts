import { isIP } from 'node:net'

/**
 * Whether a request was sent by a page of ours. No foreign page may dial, read or listen: not by a form, a fetch, a
 * socket, nor under a name of its own that it points at this machine (DNS rebinding).
 */
export interface OriginRules {
  /** Origins by which this server is reached beside addresses and localhost: `https://desk.example`. */
  readonly origins: readonly string[]
}

interface RequestFacts {
  readonly method: string
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
}

export type OriginFault = 'foreignHost' | 'foreignOrigin'

/** What is wrong with it; undefined when nothing is. */
export function originFault(request: RequestFacts, { origins }: OriginRules): OriginFault | undefined {
  const { method, host, origin, fetchSite } = request
  if (!isOwnHost(host, origins)) return 'foreignHost'
  if (origin !== undefined) return isOwnOrigin(origin, host, origins) ? undefined : 'foreignOrigin'
  // Browsers send Origin with everything that may change something; without one this is not a browser, or an old one.
  const reads = method === 'GET' || method === 'HEAD'
  if (!reads && fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none')
    return 'foreignOrigin'
  return undefined
}

/** An address cannot be pointed elsewhere, and localhost is this machine; any other name must be ours by configuration. */
function isOwnHost(host: string | undefined, origins: readonly string[]): boolean {
  const name = hostName(host)
  if (name === undefined) return false
  if (name === 'localhost' || isIP(name) !== 0) return true
  return origins.some((origin) => URL.parse(origin)?.host === host?.toLowerCase())
}

function isOwnOrigin(origin: string, host: string | undefined, origins: readonly string[]): boolean {
  if (origins.includes(origin)) return true
  const url = URL.parse(origin)
  return (
    url !== null &&
    url.origin === origin &&
    /^https?:$/.test(url.protocol) &&
    url.host === host?.toLowerCase()
  )
}

function hostName(host: string | undefined): string | undefined {
  if (host === undefined || !/^[\w.:[\]-]+$/.test(host)) return undefined
  return URL.parse(`http://${host}`)?.hostname.replace(/^\[(.*)\]$/, '$1')
}
