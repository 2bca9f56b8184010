import type { PbxConnector } from '#connector.ts'
import { type TranscriptHead, transcriptVersion } from './format.ts'
import { hideInConfig } from './secrets.ts'

/** The first line of a recording that is not redacted. */
export function transcriptHead(of: {
  readonly connector: Pick<PbxConnector<never>, 'kind' | 'secretFields'>
  readonly link: string
  readonly config: unknown
  readonly title?: string
}): TranscriptHead {
  return {
    transcript: transcriptVersion,
    redacted: false,
    link: of.link,
    kind: of.connector.kind,
    config: hideInConfig(of.config, of.connector.secretFields),
    ...(of.title === undefined ? {} : { title: of.title }),
  }
}
