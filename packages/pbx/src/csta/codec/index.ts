/**
 * CSTA phase III XML, both directions, for whoever speaks it: the connector decodes events and encodes requests, the
 * simulator does the opposite. Frames in frame.ts, messages in messages.ts, how to write to whom in editions.ts.
 */
export { type Decoded, decodeMessage, decodeTree, type PeerStyle } from './decode.ts'
export { type EditionName, editions } from './editions.ts'
export { encodeMessage, type WireDialect } from './encode.ts'
export {
  encodeFrame,
  EVENT_INVOKE_ID,
  type Frame,
  type FrameBatch,
  type FrameFault,
  type FrameFaultCode,
  FrameReader,
  HEADER_BYTES,
  MAX_FRAME_BYTES,
} from './frame.ts'
export { hexOfText, textOfHex } from './hex.ts'
export {
  type CstaError,
  type CstaEvent,
  type Draft,
  type DraftOf,
  type KnownMessage,
  type Message,
  type MessageKind,
  type MessageOf,
  type MessageRole,
  messageShapes,
  roleOf,
  type UnknownMessage,
} from './messages.ts'
export type { DeviceId } from './shape.ts'
export {
  readXml,
  writeXml,
  XML_LIMITS,
  type XmlElement,
  type XmlFault,
  type XmlFaultCode,
  type XmlLimits,
} from './xml.ts'
