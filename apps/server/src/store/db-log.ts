/** Where the store reports to; pino fits. Details never carry numbers, names or secrets. */
export interface StoreLog {
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

/** For tools and tests that do not care. */
export const silentLog: StoreLog = { info() {}, warn() {}, error() {} }
