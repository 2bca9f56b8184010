/** Strict browser policy for everything that this server sends. */
export interface HeaderRules {
  /** Sites that may show the page in a frame: those of the CRM, where it is to be embedded. */
  readonly frameAncestors: readonly string[]
  readonly secure: boolean
  /** Origins beside this server that the page may speak to: the telephone systems of browser phones. */
  readonly connect: readonly string[]
}

export function securityHeaders({
  frameAncestors,
  secure,
  connect,
}: HeaderRules): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    ["connect-src 'self'", ...connect].join(' '),
    "media-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${frameAncestors.length === 0 ? "'none'" : frameAncestors.join(' ')}`,
  ]
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(self), payment=(), usb=()',
    ...(frameAncestors.length === 0 ? { 'x-frame-options': 'DENY' } : {}),
    ...(secure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  }
}
