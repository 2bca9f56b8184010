import { createHash } from 'node:crypto'
import { siteOf } from '@hookswitch/contract'
import type { Auth } from '#auth/auth.ts'
import { tokenInCookies } from '#auth/token.ts'
import type { LivePorts } from './live-ports.ts'
import { refusal } from './problem.ts'

export interface PanelPorts {
  readonly auth: Auth
  readonly live: Pick<LivePorts, 'panels'>
  /** Sites that may show the desk in a frame. */
  readonly frameAncestors: readonly string[]
}

const style = 'html,body,iframe{display:block;margin:0;border:0;width:100%;height:100%}'
const styleHash = createHash('sha256').update(style).digest('base64')

/**
 * The frame of a web panel: a page of ours with nothing in it but a frame of the other site. The desk frames only pages of
 * this server; which site may be framed is said by the policy of this page, made for one site when it is asked for. So a
 * panel that was published a moment ago is shown on desks that have been open since morning, and no other site ever is.
 *
 * The other site runs in a sandbox: it may run scripts and keep what it keeps, and cannot lead the desk elsewhere.
 */
export function openPanel({
  auth,
  live,
  frameAncestors,
}: PanelPorts): (request: Request) => Promise<Response> {
  return async (request) => {
    const who = await auth.authenticate(tokenInCookies(request.headers.get('cookie') ?? undefined))
    if (who === null) throw refusal('signedOut')
    const to = new URL(request.url).searchParams.get('to') ?? ''
    const site = siteOf(to)
    const known = live.panels(who.tenant.id).some((panel) => siteOf(panel) === site)
    // A page of this very server, let out of its sandbox, could act as the user.
    if (site === null || !known || new URL(site).host === request.headers.get('host'))
      throw refusal('notFound')
    const ancestors = ["'self'", ...frameAncestors].join(' ')
    const policy = [
      "default-src 'none'",
      `style-src 'sha256-${styleHash}'`,
      `frame-src ${site}`,
      "base-uri 'none'",
      "form-action 'none'",
      `frame-ancestors ${ancestors}`,
    ]
    return new Response(pageOf(new URL(to).href), {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': policy.join('; '),
        ...(frameAncestors.length === 0 ? { 'x-frame-options': 'SAMEORIGIN' } : {}),
      },
    })
  }
}

function pageOf(address: string): string {
  const safe = address.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  return `<!doctype html><html lang="en"><title>Panel</title><style>${style}</style><iframe title="${safe}" src="${safe}" sandbox="allow-scripts allow-forms allow-popups allow-same-origin" referrerpolicy="no-referrer"></iframe></html>`
}
