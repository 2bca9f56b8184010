/**
 * A map that is never changed: `setIn` and `removeIn` give a new one that shares all but one small bucket with the old.
 * 32 rows of 32 buckets: with 2,000 calls a write copies two arrays of 32 and a bucket of two, which is what keeps an
 * event at a few microseconds although the whole state is immutable.
 */
export interface PersistentMap<Value> {
  readonly size: number
  readonly rows: readonly (Row<Value> | undefined)[]
}

type Entry<Value> = readonly [key: string, value: Value]
type Bucket<Value> = readonly Entry<Value>[]
type Row<Value> = readonly (Bucket<Value> | undefined)[]

const width = 32

/** A map without entries. */
export function emptyMap<Value>(): PersistentMap<Value> {
  return { size: 0, rows: Array.from({ length: width }, () => undefined) }
}

export function getIn<Value>(map: PersistentMap<Value>, key: string): Value | undefined {
  const hash = hashOf(key)
  const bucket = map.rows[hash >>> 5]?.[hash & 31]
  if (bucket === undefined) return undefined
  for (const entry of bucket) if (entry[0] === key) return entry[1]
  return undefined
}

export function setIn<Value>(map: PersistentMap<Value>, key: string, value: Value): PersistentMap<Value> {
  const hash = hashOf(key)
  const bucket = map.rows[hash >>> 5]?.[hash & 31] ?? []
  const at = bucket.findIndex((entry) => entry[0] === key)
  const entry: Entry<Value> = [key, value]
  const next = at < 0 ? [...bucket, entry] : bucket.with(at, entry)
  return { size: at < 0 ? map.size + 1 : map.size, rows: withBucket(map.rows, hash, next) }
}

export function removeIn<Value>(map: PersistentMap<Value>, key: string): PersistentMap<Value> {
  const hash = hashOf(key)
  const bucket = map.rows[hash >>> 5]?.[hash & 31]
  const at = bucket?.findIndex((entry) => entry[0] === key) ?? -1
  if (bucket === undefined || at < 0) return map
  return { size: map.size - 1, rows: withBucket(map.rows, hash, bucket.toSpliced(at, 1)) }
}

/** All values, in no useful order (but always the same one for the same history). */
export function valuesOf<Value>(map: PersistentMap<Value>): Value[] {
  const values: Value[] = []
  for (const row of map.rows) {
    if (row === undefined) continue
    for (const bucket of row) {
      if (bucket !== undefined) for (const entry of bucket) values.push(entry[1])
    }
  }
  return values
}

function withBucket<Value>(
  rows: PersistentMap<Value>['rows'],
  hash: number,
  bucket: Bucket<Value>,
): PersistentMap<Value>['rows'] {
  const row = rows[hash >>> 5]?.slice() ?? Array.from({ length: width }, () => undefined)
  row[hash & 31] = bucket
  return rows.with(hash >>> 5, row)
}

/** FNV-1a folded to the ten bits that pick a bucket. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  return (hash ^ (hash >>> 10) ^ (hash >>> 20)) & 1023
}
