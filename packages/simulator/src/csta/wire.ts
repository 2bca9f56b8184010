/** The bytes to and from one application: a socket, or what a test puts in its place. */
export interface Wire {
  on(event: 'data', heard: (bytes: Uint8Array) => void): unknown
  on(event: 'error' | 'close', happened: () => void): unknown
  readonly writable: boolean
  /** Bytes written that the other side has not taken. */
  readonly writableLength: number
  write(bytes: Uint8Array): unknown
  cork(): void
  uncork(): void
  /** Ends it after what is written. */
  end(): unknown
  /** Ends it now. */
  destroy(): unknown
}
