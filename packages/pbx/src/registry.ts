import type { PbxConnector } from './connector.ts'

/** Connectors by kind, loaded when first asked for. */
const loaders: Readonly<Record<string, () => Promise<PbxConnector<never>>>> = {
  csta: async () => (await import('./csta/connector.ts')).cstaConnector as PbxConnector<never>,
  asterisk: async () => (await import('./asterisk/connector.ts')).asteriskConnector as PbxConnector<never>,
}

export const pbxKinds: readonly string[] = Object.keys(loaders)

/** The connector of a kind; undefined for a kind that does not exist. */
export async function loadConnector(kind: string): Promise<PbxConnector<never> | undefined> {
  return loaders[kind]?.()
}
