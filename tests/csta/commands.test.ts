/** Every command, asked of every kind of switch, through the real connector; and what was believed of it against what was. */
import { afterEach, describe, expect, test } from 'vitest'
import { simulatorDialectNames } from '@hookswitch/simulator'
import { deeds } from './deeds.ts'
import { whenOver, Switch } from './switch.ts'

let pbx: Switch | undefined
afterEach(async () => {
  await pbx?.close()
  pbx = undefined
})

describe.each(simulatorDialectNames)('%s', (kind) => {
  test.each(Object.entries(deeds))('%s', async (_, deed) => {
    pbx = await Switch.open({ kind })
    await deed(pbx)
    const { truly, believed, complaints } = await whenOver(pbx)
    expect(believed).toEqual(truly)
    expect(complaints).toEqual([])
  })
})
