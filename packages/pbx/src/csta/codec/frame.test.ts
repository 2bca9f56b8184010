import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeFrame, type Frame, type FrameFaultCode, FrameReader, MAX_FRAME_BYTES } from './frame.ts'

const text = (frame: Frame | undefined): string => Buffer.from(frame?.body ?? []).toString()
const header = (length: number, invokeId = '0001', format = 0): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16BE(format, 0)
  bytes.writeUInt16BE(length, 2)
  bytes.write(invokeId, 4, 'latin1')
  return bytes
}

describe('FrameReader', () => {
  test('a frame in two halves, wherever it is cut', () => {
    const bytes = encodeFrame('0042', '<SystemStatus/>')
    for (let cut = 0; cut <= bytes.length; cut++) {
      const reader = new FrameReader()
      const first = reader.push(bytes.subarray(0, cut))
      const second = reader.push(bytes.subarray(cut))
      const frames = [...first.frames, ...second.frames]
      expect(frames.map((frame) => [frame.invokeId, text(frame)])).toEqual([['0042', '<SystemStatus/>']])
    }
  })

  test('two frames in one packet, and the beginning of a third', () => {
    const reader = new FrameReader()
    const third = encodeFrame('9999', '<c/>')
    const packet = Buffer.concat([
      encodeFrame('0001', '<a/>'),
      encodeFrame('0002', '<b/>'),
      third.subarray(0, 10),
    ])
    const { frames } = reader.push(packet)
    expect(frames.map(text)).toEqual(['<a/>', '<b/>'])
    expect(reader.push(third.subarray(10)).frames.map(text)).toEqual(['<c/>'])
  })

  test('a frame of the greatest length', () => {
    const xml = `<a>${'x'.repeat(MAX_FRAME_BYTES - 8 - 7)}</a>`
    const bytes = encodeFrame('0001', xml)
    expect(bytes.length).toBe(65_535)
    expect(new FrameReader().push(bytes).frames.map(text)).toEqual([xml])
    expect(() => encodeFrame('0001', `${xml} `)).toThrow(RangeError)
  })

  test('a frame of the least length', () => {
    expect(new FrameReader().push(Buffer.concat([header(9), Buffer.from('x')])).frames.map(text)).toEqual([
      'x',
    ])
  })

  test.each<[FrameFaultCode, string, Buffer]>([
    ['frame-too-short', 'a length below 9', header(8)],
    ['frame-too-short', 'a length of nothing', header(0)],
    ['frame-format', 'a header that is not zero', header(20, '0001', 1)],
    ['frame-format', 'another protocol altogether', Buffer.from('HTTP/1.1 400 Bad Request\r\n')],
    ['frame-invoke-id', 'an invoke id of letters', header(20, 'ABCD')],
    ['frame-invoke-id', 'an invoke id with a sign', header(20, '-001')],
  ])('%s: %s', (code, _, bytes) => {
    const reader = new FrameReader()
    const before = encodeFrame('0001', '<a/>')
    const { frames, fault } = reader.push(Buffer.concat([before, bytes]))
    expect(frames.map(text)).toEqual(['<a/>'])
    expect(fault?.code).toBe(code)
    expect(fault?.sentence).toMatch(/^The .+\.$/)
    const again = reader.push(encodeFrame('0002', '<b/>'))
    expect(again).toEqual({ frames: [], fault })
  })

  test('a frame longer than agreed', () => {
    const reader = new FrameReader({ maxBytes: 100 })
    expect(reader.push(encodeFrame('0001', 'x'.repeat(92))).frames).toHaveLength(1)
    expect(reader.push(header(101)).fault?.code).toBe('frame-too-long')
  })

  test('any stream, cut anyhow, gives the frames that went in', () => {
    const message = fc.record({
      invokeId: fc.integer({ min: 0, max: 9999 }).map((id) => String(id).padStart(4, '0')),
      xml: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
    })
    const cuts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 })
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), cuts, (messages, sizes) => {
        const stream = Buffer.concat(messages.map(({ invokeId, xml }) => encodeFrame(invokeId, xml)))
        const reader = new FrameReader()
        const got: Frame[] = []
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length] ?? 1
          got.push(...reader.push(stream.subarray(at, at + size)).frames)
          at += size
        }
        expect(got.map((frame) => ({ invokeId: frame.invokeId, xml: text(frame) }))).toEqual(
          messages.map(({ invokeId, xml }) => ({ invokeId, xml: Buffer.from(xml).toString() })),
        )
      }),
    )
  })

  test('one byte at a time costs each byte once', () => {
    const bytes = Buffer.concat(Array.from({ length: 20 }, () => encodeFrame('0001', 'x'.repeat(60_000))))
    const reader = new FrameReader()
    const start = performance.now()
    let count = 0
    for (let at = 0; at < bytes.length; at++) count += reader.push(bytes.subarray(at, at + 1)).frames.length
    expect(count).toBe(20)
    // Quadratic work on 1.2 MB would take minutes.
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})

describe('encodeFrame', () => {
  test('counts bytes, not characters', () => {
    const bytes = encodeFrame('0007', '<n>Zoë Müller 東京</n>')
    expect(bytes.length).toBe(8 + Buffer.byteLength('<n>Zoë Müller 東京</n>'))
    expect(Buffer.from(bytes.subarray(0, 8)).toString('hex')).toBe(
      `0000${bytes.length.toString(16).padStart(4, '0')}30303037`,
    )
  })

  test.each(['1', '00001', 'abcd', '-001'])('refuses the invoke id %s', (id) => {
    expect(() => encodeFrame(id, '<a/>')).toThrow(RangeError)
  })

  test('refuses to send nothing', () => {
    expect(() => encodeFrame('0001', '')).toThrow(RangeError)
  })
})
