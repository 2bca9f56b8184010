import { parentPort } from 'node:worker_threads'
import { search } from '#model/checker/search.ts'
import type { Explored, Task } from './explore.ts'

/* One of those who explore worlds at the same time: see explore.ts. */
parentPort?.on('message', ({ world, atMost }: Task) => {
  const began = performance.now()
  const found = search(world, { atMost })
  const explored: Explored = { found, seconds: (performance.now() - began) / 1000 }
  parentPort?.postMessage(explored)
})
