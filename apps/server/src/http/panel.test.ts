import { describe, expect, it } from 'vitest'
import { openPanel, type PanelPorts } from './panel.ts'
import { Refusal } from './problem.ts'

const panels = ['https://crm.example.com/find?q={caller.name}', 'http://intranet:8080/{contact.id}']
const ask = async (
  to: string,
  more: Partial<PanelPorts> = {},
  host = 'desk.example.com',
): Promise<Response | string> => {
  const who = { tenant: { id: 't' } }
  const open = openPanel({
    auth: { authenticate: async () => who } as never,
    live: { panels: () => panels },
    frameAncestors: [],
    ...more,
  })
  const address = `http://${host}/api/panel?to=${encodeURIComponent(to)}`
  return open(new Request(address, { headers: { host } })).catch((error: unknown) => {
    if (error instanceof Refusal) return error.problem.code
    throw error
  })
}
const policyOf = (answer: Response | string): string =>
  typeof answer === 'string' ? answer : (answer.headers.get('content-security-policy') ?? '')

describe('the frame of a web panel', () => {
  it('lets in the one site that is asked for, and nothing else of the world', async () => {
    const answer = await ask('https://crm.example.com/find?q=Ada')
    expect(policyOf(answer).split('; ')).toEqual([
      "default-src 'none'",
      expect.stringMatching(/^style-src 'sha256-[\w+/=]+'$/),
      'frame-src https://crm.example.com',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'self'",
    ])
    expect(typeof answer === 'string' ? answer : await answer.text()).toContain('sandbox="allow-scripts')
    expect(policyOf(await ask('http://intranet:8080/1'))).toContain('frame-src http://intranet:8080;')
  })
  it.each([
    'https://evil.example/',
    'https://crm.example.com.evil.example/',
    'https://crm.example.com@evil.example/',
    'http://crm.example.com/',
    'https://crm.example.com:444/',
    'http://intranet/',
    'javascript:alert(1)',
    'data:text/html,x',
    '//crm.example.com/',
    '',
  ])('is not given for %s', async (to) => {
    expect(await ask(to)).toBe('notFound')
  })
  it('is not given for this very server, which could act as the user from within', async () => {
    expect(await ask('https://crm.example.com/', {}, 'crm.example.com')).toBe('notFound')
  })
  it('is not given to who is not signed in', async () => {
    const auth = { authenticate: async () => null } as never
    expect(await ask('https://crm.example.com/', { auth })).toBe('signedOut')
  })
  it('cannot be broken out of by what stands in the address', async () => {
    const answer = await ask('https://crm.example.com/?q="><script>alert(1)</script>&a=<b')
    const text = typeof answer === 'string' ? answer : await answer.text()
    expect(text).not.toContain('<script>')
    expect(text.match(/<iframe /g)).toHaveLength(1)
  })
  it('may stand where the desk itself may', async () => {
    const answer = await ask('https://crm.example.com/', { frameAncestors: ['https://crm.example.org'] })
    expect(policyOf(answer)).toContain("frame-ancestors 'self' https://crm.example.org")
  })
})
