import type pg from 'pg'

/**
 * One connection of a pool, held from the first use on, so that its prepared statements are always at hand. Use it for one
 * query at a time.
 */
export class HeldConnection {
  readonly #pool: pg.Pool
  readonly #lost: () => void
  #client: pg.PoolClient | undefined

  /** @param lost called when the connection was lost, and with it perhaps what the database did last on it */
  constructor(pool: pg.Pool, lost: () => void = () => {}) {
    this.#pool = pool
    this.#lost = lost
  }

  async query<Row extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<Row[]> {
    if (this.#client === undefined) {
      this.#client = await this.#pool.connect()
      this.#client.once('end', this.#lost)
    }
    try {
      const { rows } = await this.#client.query<Row>(query)
      return rows
    } catch (error) {
      // Whatever it was, a fresh connection is the safer one to try again with.
      this.drop()
      throw error
    }
  }

  drop(): void {
    this.#client?.off('end', this.#lost)
    this.#client?.release(true)
    this.#client = undefined
  }
}

/** Some held connections, for at most as many queries at a time as there are. */
export class HeldConnections {
  readonly #all: readonly HeldConnection[]
  readonly #free: HeldConnection[]

  constructor(pool: pg.Pool, count: number) {
    this.#all = Array.from({ length: count }, () => new HeldConnection(pool))
    this.#free = [...this.#all]
  }

  async query<Row extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<Row[]> {
    const connection = this.#free.pop()
    if (connection === undefined) throw new Error('More queries at a time than connections.')
    try {
      return await connection.query<Row>(query)
    } finally {
      this.#free.push(connection)
    }
  }

  drop(): void {
    for (const connection of this.#all) connection.drop()
  }
}
