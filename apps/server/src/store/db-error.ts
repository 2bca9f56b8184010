/** Codes of what may be wrong with the database; docs/errors.md says what to do about each. */
export type StoreErrorCode =
  | 'databaseUnavailable'
  | 'databaseInUse'
  | 'databaseNewer'
  | 'databaseChanged'
  | 'databaseRights'
  | 'databaseNotDurable'
  | 'databaseUnsupported'

/** The database cannot be used, and why, in a sentence that an administrator can act on. */
export class StoreError extends Error {
  readonly code: StoreErrorCode
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.code = code
  }
}

/** SQLSTATE of an error that PostgreSQL gave, if it is one. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined
}

/** True when the database could not be asked at all, so that asking again later may help. */
export function isUnavailable(error: unknown): boolean {
  const state = sqlState(error)
  // Class 08 connection exception, 57P0x shut down or crashed, 53300 too many connections.
  if (state !== undefined) return state.startsWith('08') || state.startsWith('57P0') || state === '53300'
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string' && connectionErrors.has(error.code)) return true
  return /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error/i.test(
    error.message,
  )
}

const connectionErrors = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'])
