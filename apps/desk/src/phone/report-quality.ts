import { ApiError, type CallQuality } from '@hookswitch/contract'
import { api } from '#app/api.ts'

const tries = 5
const pauseMs = 3_000

/** Puts how a call sounded to the call. The server may be away for a moment, or not know yet that the call was mine. */
export async function reportQuality(callId: string, quality: CallQuality): Promise<void> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    try {
      await api.reportCallQuality({ params: { id: callId }, body: quality })
      return
    } catch (error) {
      if (error instanceof ApiError && error.problem.status === 401) return
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
}
