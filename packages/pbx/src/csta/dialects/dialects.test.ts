import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decodeMessage, type Draft, editions, encodeMessage } from '#csta/codec/index.ts'
import { requestFor } from '#csta/from-model/requests.ts'
import { Connections } from '#csta/to-model/connections.ts'
import { dialectNames, dialects } from './dialects.ts'

/** As it goes over the wire, without declaration and namespaces. */
function written(draft: Draft, name: (typeof dialectNames)[number]): string {
  return encodeMessage(draft, dialects[name].wire)
    .replace(/<\?xml[^>]*\?>/, '')
    .replaceAll(/ xmlns(?::\w+)?="[^"]*"/g, '')
}

function asked(name: (typeof dialectNames)[number], command: Parameters<typeof requestFor>[0]): string {
  return written(requestFor(command, { dialect: dialects[name], connections: new Connections() }).draft, name)
}

const connection = { callId: 'c1', deviceId: '1001' }
const deflect = { kind: 'deflectCall', device: '1001', connection, to: '1002' } as const
const logOn = { kind: 'setAgentState', device: '1001', state: 'ready', agentId: '7', password: 'ab' } as const

describe('what differs from dialect to dialect is data', () => {
  const list = '<newDestination><device>1002</device></newDestination>'
  const bare = '<newDestination>1002</newDestination>'

  test.each([
    ['ecma-ed3', bare],
    ['ecma-ed4', list],
    ['ecma-ed5', list],
    ['ecma-ed6', list],
    ['openscape-voice', bare],
  ] as const)('%s: where a call is deflected to', (name, destination) => {
    expect(asked(name, deflect)).toContain(destination)
  })

  test('both ways are read, whoever writes them', () => {
    for (const edition of Object.values(editions)) {
      const decoded = decodeMessage(
        Buffer.from(
          encodeMessage(
            { kind: 'DeflectCall', callToBeDiverted: { callID: '1' }, newDestination: [{ id: '2' }] },
            edition,
          ),
        ),
      )
      expect(decoded).toMatchObject({ ok: true, message: { newDestination: [{ id: '2' }] }, faults: [] })
    }
  })

  test.each([
    ['ecma-ed6', '<password>6162</password>', '<device>1001</device>'],
    ['zultys-mx', '<password>ab</password>', '<physicalDevice>1001</physicalDevice>'],
    ['mivoice-office-400', '<csta:password>6162</csta:password>', '<csta:device>N&lt;1001></csta:device>'],
  ] as const)('%s: an agent’s password and telephone', (name, password, device) => {
    const xml = asked(name, logOn).replaceAll('&gt;', '>')
    expect(xml).toContain(password)
    expect(xml).toContain(device)
  })

  test('each speaks the namespace of its edition, or none', () => {
    const spoken = dialectNames.map((name) => [
      name,
      /ed[3-6]$/.exec(dialects[name].wire.csta ?? '')?.[0] ?? null,
    ])
    expect(Object.fromEntries(spoken)).toEqual({
      'ecma-ed3': 'ed3',
      'ecma-ed4': 'ed4',
      'ecma-ed5': 'ed5',
      'ecma-ed6': 'ed6',
      implicit: 'ed4',
      'openscape-voice': 'ed4',
      'zultys-mx': null,
      'openscape-business': 'ed4',
      'mx-one': 'ed4',
      'mivoice-office-400': 'ed5',
      'eltex-ecss': 'ed3',
    })
  })

  test('no code of the connector knows the name of a product or a dialect', () => {
    const folder = new URL('..', import.meta.url).pathname
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (path) =>
        path.endsWith('.ts') && !path.endsWith('.test.ts') && !/^(?:dialects|transcripts)\b/.test(path),
    )
    expect(sources.length).toBeGreaterThan(30)
    // Every dialect that is named after something: in a comment it may be the reason for a habit, in code never.
    const names = new RegExp(`['"\`](?:${dialectNames.join('|')}|zultys|openscape|mivoice|eltex)['"\`]`, 'i')
    const knowing = sources.filter((path) =>
      readFileSync(join(folder, path), 'utf8')
        .split('\n')
        .some((line) => names.test(line) && !/dialects\.ts'|default\('ecma-ed6'\)|opening/.test(line)),
    )
    expect(knowing).toEqual([])
  })
})
