/** How a link is, as its keeper tells it. */
export interface LinkStatus {
  readonly state: 'connecting' | 'live' | 'down' | 'off'
  /** Milliseconds since the epoch. */
  readonly since: number
  /** Why it is not live, in plain words. */
  readonly problem: string | null
}
