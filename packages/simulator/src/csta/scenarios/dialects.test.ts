import { afterEach, describe, expect, test } from 'vitest'
import { createControlClient } from '#control-client.ts'
import { nameOf } from '#testing/raw-client.ts'
import { Stage } from '#testing/stage.ts'

let stage: Stage
afterEach(() => stage.close())

const element = (name: string, text: string) => ({ name, text, attributes: {}, children: [] })

function loginRequest(password: string) {
  const children = [element('userName', 'agent1'), element('pwd', password)]
  return {
    kind: 'unknown',
    name: 'loginRequest',
    tree: { ...element('loginRequest', ''), children },
  } as const
}

describe('kinds of switch', () => {
  test('Zultys: its own log-in, misspelt; a 17-digit id; a wrong word is refused', async () => {
    stage = await Stage.open({ dialect: 'zultys-mx' })
    const client = await stage.connect()
    client.validates = false
    client.send(loginRequest('nonsense'))
    const refused = await client.waitFor(({ message }) => nameOf(message) === 'loginFailed', 'the refusal')
    expect(refused.xml).toContain('Code="2"')
    client.send(loginRequest('agent1'))
    const granted = await client.waitFor(({ message }) => nameOf(message) === 'loginResponce', 'the log-in')
    expect(granted.xml).toMatch(/userId="\d{17}"/)
    expect(granted.xml).toContain('>Login OK<')
  })

  test('strict: a request in another edition is refused', async () => {
    stage = await Stage.open({ dialect: 'ecma-ed3' })
    const client = await stage.connect()
    expect(await client.logIn('hookswitch', 'hookswitch')).toEqual({
      kind: 'StartApplicationSessionNegResponse',
      errorCode: { kind: 'definedError', value: 'requestedProtocolVersionNotSupported' },
    })
  })

  test('what it can do is told, and valid; what it refuses is not among it', async () => {
    stage = await Stage.open({ habits: { unsupported: ['ParkCall'] } })
    const client = await stage.connect()
    const features = await client.expect({ kind: 'GetCSTAFeatures' }, 'GetCSTAFeaturesResponse')
    const services = features.supportedServices?.callControlServList ?? {}
    expect(Object.keys(services)).toContain('groupPickupCall')
    expect(Object.keys(services)).not.toContain('parkCall')
    const caps = await client.expect({ kind: 'GetSwitchingFunctionCaps' }, 'GetSwitchingFunctionCapsResponse')
    expect(caps.servEvtsList?.callControlServList).toEqual(services)
  })

  test('the habits can be read and changed while it runs', async () => {
    stage = await Stage.open({ dialect: 'openscape-voice' })
    const control = createControlClient(stage.simulator.controlUrl)
    expect(await control.switches()).toMatchObject({ callIds: 'hex', deviceParameters: true })
    await control.setSwitches({ offered: true, joinedCallId: 'held' })
    expect(await control.switches()).toMatchObject({ offered: true, joinedCallId: 'held', callIds: 'hex' })
  })
})
