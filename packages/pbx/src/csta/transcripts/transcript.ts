/**
 * A transcript is a talk with a switch, written down: fixture, bug report and documentation in one. One JSON object a
 * line. The first says what it is; then, in order of time, what either side said, and what was asked of us:
 *
 *   {"transcript":1,"title":"…","dialect":"ecma-ed6","devices":["1001"]}
 *   {"at":0,"from":"us","invokeId":"0001","xml":"<StartApplicationSession>…"}
 *   {"at":3,"from":"pbx","invokeId":"0001","xml":"<StartApplicationSessionPosResponse>…"}
 *   {"at":900,"from":"pbx","invokeId":"9999","xml":"<DeliveredEvent>…","events":[{"kind":"delivered",…}]}
 *   {"at":1500,"do":{"kind":"answerCall",…}}
 *
 * `events` are what the model should hear because of a line. `hex` instead of `invokeId` and `xml` gives the bytes as
 * they were, for talks that went wrong in the framing. Passwords do not belong in one; numbers and names are replaced
 * before one is sent anywhere.
 */
import { z } from 'zod'
import { dialectNames } from '#csta/dialects/dialects.ts'

const head = z.strictObject({
  transcript: z.literal(1),
  title: z.string(),
  dialect: z.enum(dialectNames),
  devices: z.array(z.string()),
})

const events = z.array(z.looseObject({ kind: z.string() })).optional()
const at = z.number().nonnegative()

const line = z.union([
  z.strictObject({ at, from: z.literal('us'), invokeId: z.string().length(4), xml: z.string() }),
  z.strictObject({ at, from: z.literal('pbx'), invokeId: z.string().length(4), xml: z.string(), events }),
  z.strictObject({ at, from: z.literal('pbx'), hex: z.string(), events }),
  z.strictObject({ at, do: z.looseObject({ kind: z.string() }) }),
])

export type TranscriptLine = z.infer<typeof line>

export interface Transcript extends z.infer<typeof head> {
  readonly lines: readonly TranscriptLine[]
}

/** Reads a transcript. Throws with the number of the line that is none. */
export function readTranscript(ndjson: string): Transcript {
  const [first, ...rest] = ndjson.split('\n').filter((text) => text.trim() !== '')
  const parse = <T>(schema: z.ZodType<T>, text: string, number: number): T => {
    try {
      return schema.parse(JSON.parse(text))
    } catch (error) {
      throw new SyntaxError(`Line ${number} of the transcript is not one.`, { cause: error })
    }
  }
  return { ...parse(head, first ?? '', 1), lines: rest.map((text, index) => parse(line, text, index + 2)) }
}
