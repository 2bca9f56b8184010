import type { PbxConnector } from '#connector.ts'
import { asteriskConfig, type AsteriskConfig } from './config.ts'
import { AsteriskSession } from './session.ts'

/** Asterisk 18 and later, over the Asterisk Manager Interface. docs/asterisk says what Asterisk needs for it. */
export const asteriskConnector: PbxConnector<AsteriskConfig> = {
  kind: 'asterisk',
  config: asteriskConfig,
  secretFields: ['secret'],
  async open(config, ports, signal) {
    const session = new AsteriskSession(config, ports)
    await session.start(signal)
    return session
  },
}
