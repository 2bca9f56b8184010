/** Cuts a byte stream into the frames of its protocol, header and all, however the network has cut it. */
export interface FrameCutter {
  /** The frames that these bytes complete, in order. */
  push(bytes: Buffer): Buffer[]
  /** What has come of a frame that is not yet whole. */
  readonly rest: Buffer
}

/** How the frames of a protocol are found, and how one is made that is whole but means nothing. */
export interface Framing {
  readonly cutter: () => FrameCutter
  /** A frame around that body, in place of this one. */
  readonly rewrap: (frame: Buffer, body: Buffer) => Buffer
  readonly body: (frame: Buffer) => Buffer
  /** The number under which a request is answered; null for what answers none (events). */
  readonly replyTo: (frame: Buffer) => string | null
  readonly withReplyTo: (frame: Buffer, id: string) => Buffer
  /** Bytes after which a reader of this protocol cannot find the next frame. */
  readonly noise: Buffer
}

const headerBytes = 8

/** ECMA-323 over TCP: two zero bytes, the length in two, the invoke id in four digits. */
export const cstaFraming: Framing = {
  cutter: () => cutBy((bytes) => (bytes.length < headerBytes ? null : bytes.readUInt16BE(2))),
  rewrap(frame, body) {
    const header = Buffer.from(frame.subarray(0, headerBytes))
    header.writeUInt16BE(headerBytes + body.length, 2)
    return Buffer.concat([header, body])
  },
  body: (frame) => frame.subarray(headerBytes),
  replyTo(frame) {
    const id = frame.toString('latin1', 4, headerBytes)
    return id === '9999' ? null : id
  },
  withReplyTo(frame, id) {
    const copy = Buffer.from(frame)
    copy.write(id.padStart(4, '0'), 4, 'latin1')
    return copy
  },
  noise: Buffer.from('GET / HTTP/1.1\r\n\r\n'),
}

/** @param lengthOf length of the frame that begins these bytes; null while it cannot be told. */
function cutBy(lengthOf: (bytes: Buffer) => number | null): FrameCutter {
  let rest: Buffer = Buffer.alloc(0)
  return {
    get rest() {
      return rest
    },
    push(bytes) {
      rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
      const frames: Buffer[] = []
      for (;;) {
        const length = lengthOf(rest)
        if (length === null || rest.length < length) return frames
        frames.push(rest.subarray(0, length))
        rest = rest.subarray(length)
      }
    },
  }
}
