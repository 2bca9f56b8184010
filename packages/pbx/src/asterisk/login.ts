import { createHash } from 'node:crypto'
import { LinkError } from '#connector.ts'
import type { AmiClient, AmiReply } from './client.ts'
import { first } from './codec/message.ts'

// Of these classes something is made; whatever else the user may read would only be thrown away.
const EVENTS = 'system,call,agent,user'

export interface Credentials {
  readonly username: string
  readonly secret: string
  /** True where the connection is encrypted. */
  readonly encrypted: boolean
}

/**
 * Logs in by challenge, so that the secret never goes over the wire. Asterisk can be built without MD5; then the secret
 * itself is sent, but only where the connection is encrypted.
 * @throws LinkError
 */
export async function logIn(client: AmiClient, { username, secret, encrypted }: Credentials): Promise<void> {
  const challenged = await client.action('Challenge', [['AuthType', 'MD5']])
  const challenge = challenged.ok ? first(challenged.fields, 'Challenge') : undefined
  if (challenge === undefined && !encrypted) {
    throw failed(challenged, 'Asterisk offers no challenge, and the secret is not sent without TLS.')
  }
  const proof =
    challenge === undefined
      ? ([['Secret', secret]] as const)
      : ([
          ['AuthType', 'MD5'],
          [
            'Key',
            createHash('md5')
              .update(challenge + secret)
              .digest('hex'),
          ],
        ] as const)
  const reply = await client.action('Login', [['Username', username], ...proof, ['Events', EVENTS]])
  if (!reply.ok) throw failed(reply, 'Asterisk refused the user name or the secret.')
}

function failed(reply: AmiReply, sentence: string): LinkError {
  if (!reply.ok && reply.code.startsWith('link.')) return new LinkError(reply.code, reply.message)
  return new LinkError('login.failed', sentence)
}
