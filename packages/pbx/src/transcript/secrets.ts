/** What would let a stranger in is in no transcript, redacted or not. */
import { withoutSecrets } from '#csta/trace.ts'
import type { TranscriptPiece } from './format.ts'

const hidden = '***'

// What is sent to log in with; the answer to a challenge would let its secret be guessed at leisure.
const AMI_SECRET = /^(Secret|Key|Challenge|Password): ?[^\r\n]*/gim

// Most messages have none, and are looked at once only: a thousand come in a second.
const maybeSecret = /pass|pwd|authcode|secret|^key|^challenge/im

/** A message without the secrets in it. */
export function hideSecrets(kind: string, piece: TranscriptPiece): TranscriptPiece {
  if (typeof piece !== 'string') return piece
  if (!maybeSecret.test(piece)) return piece
  return kind === 'csta' ? withoutSecrets(piece) : piece.replace(AMI_SECRET, `$1: ${hidden}`)
}

/** A configuration without its secrets. Where one was set is still to be seen. */
export function hideInConfig(config: unknown, secretFields: readonly string[]): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries((config ?? {}) as Record<string, unknown>))
    if (value !== undefined) out[key] = secretFields.includes(key) ? hidden : value
  return out
}

/** A command without the password of an agent. */
export function hideInCommand<T extends object>(command: T): T {
  return 'password' in command && command.password !== undefined ? { ...command, password: hidden } : command
}
