import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Found } from '#model/checker/search.ts'
import type { World } from '#model/checker/world.ts'

/** A world to explore, and how far. */
export interface Task {
  readonly world: World
  readonly atMost: number
}

/** What came of it, and how long it took. */
export interface Explored {
  readonly found: Found
  readonly seconds: number
}

/**
 * Explores worlds, as many at once as there are processors: they have nothing to do with each other. `tell` hears of each
 * when it is done. @returns in the order in which they were given.
 */
export async function explore(
  tasks: readonly Task[],
  tell: (explored: Explored) => void = () => {},
): Promise<Explored[]> {
  const explored: Explored[] = []
  const open = tasks.entries()
  const crew = Array.from({ length: Math.min(availableParallelism(), tasks.length) }, async () => {
    const worker = new Worker(new URL('./explorer.ts', import.meta.url))
    try {
      for (const [index, task] of open) tell((explored[index] = await ask(worker, task)))
    } finally {
      await worker.terminate()
    }
  })
  await Promise.all(crew)
  return explored
}

function ask(worker: Worker, task: Task): Promise<Explored> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      worker.off('message', done)
      worker.off('error', failed)
    }
    const done = (explored: Explored): void => {
      leave()
      resolve(explored)
    }
    const failed = (error: Error): void => {
      leave()
      reject(error)
    }
    worker.on('message', done)
    worker.on('error', failed)
    worker.postMessage(task)
  })
}
