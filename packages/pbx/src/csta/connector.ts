import type { PbxConnector } from '#connector.ts'
import { cstaConfig, type CstaConfig } from './config.ts'
import { CstaSession } from './session.ts'

/** Switches that speak CSTA phase III in XML over TCP or TLS (ECMA-269, ECMA-323, ECMA-354). */
export const cstaConnector: PbxConnector<CstaConfig> = {
  kind: 'csta',
  config: cstaConfig,
  secretFields: ['password'],
  async open(config, ports, signal) {
    const session = new CstaSession(config, ports)
    await session.start(signal)
    return session
  },
}
