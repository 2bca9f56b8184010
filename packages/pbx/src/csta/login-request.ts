/** A log-in of a vendor's own, as the dialect describes it (brief 3.9, Zultys): a hash first, the word itself where only that will do. */
import { createHash } from 'node:crypto'
import { LinkError } from '#connector.ts'
import type { UnknownMessage, XmlElement } from '#csta/codec/index.ts'
import type { CstaClient } from './client.ts'
import type { CstaConfig } from './config.ts'
import type { LoginRequest } from './dialects/dialect.ts'

/** @throws LinkError when the switch does not let us in. */
export async function requestLogin(
  client: CstaClient,
  config: CstaConfig,
  shape: LoginRequest,
): Promise<void> {
  const password = config.password ?? ''
  const hashed = await ask(client, { ...config, password: hashOf(password) }, shape)
  if (shape.granted.includes(hashed.name)) return
  const code = attributeOf(hashed.tree, 'code')
  if (!shape.wantsClear.includes(code))
    throw new LinkError(
      'login.failed',
      `The telephone system refused the log-in (its code: ${code.slice(0, 20)}).`,
    )
  const again = Number(attributeOf(hashed.tree, 'apiversion')) > 2
  if (again && shape.granted.includes((await ask(client, { ...config, password }, shape)).name)) return
  throw new LinkError('login.failed', 'The telephone system refused the user name or password.')
}

/** Base64 of SHA-1, and a line feed behind it. */
function hashOf(password: string): string {
  return `${createHash('sha1').update(password).digest('base64')}\n`
}

async function ask(client: CstaClient, config: CstaConfig, shape: LoginRequest): Promise<UnknownMessage> {
  const leaf = (name: string, text: string): XmlElement => ({ name, attributes: {}, children: [], text })
  const children = [leaf(shape.user, config.user ?? ''), leaf(shape.password, config.password ?? '')]
  const tree = { name: shape.request, attributes: shape.attributes, children, text: '' }
  const reply = await client.requestOther({ kind: 'unknown', name: shape.request, tree }, [
    ...shape.granted,
    ...shape.refused,
  ])
  if (reply.ok) return reply.message
  const { code, message } = reply.refusal
  throw new LinkError(code, `The telephone system did not let us in: ${message}`)
}

/** Written with a capital by some. */
function attributeOf(tree: XmlElement, name: string): string {
  const found = Object.entries(tree.attributes).find(([written]) => written.toLowerCase() === name)
  return found?.[1] ?? ''
}
