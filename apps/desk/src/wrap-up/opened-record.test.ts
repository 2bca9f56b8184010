import type { CallView } from '@hookswitch/contract'
import { expect, it } from 'vitest'
import { callIAmOn, recordAt } from './opened-record.ts'

const id = '0a1b2c3d-0000-4000-8000-000000000001'

it('knows the pages of records, and no other', () => {
  expect(recordAt(`/contacts/${id}`)).toEqual({ kind: 'contact', id })
  expect(recordAt(`/opportunities/${id}`)).toEqual({ kind: 'opportunity', id })
  for (const path of ['/', '/contacts', `/tasks/${id}`, `/contacts/${id}/more`, '/cases/new', `/calls/${id}`])
    expect(recordAt(path)).toBeNull()
})

it('takes the call that is spoken on, before one that waits or rings', () => {
  const call = (state: CallView['state']) => ({ id: String(state), state }) as CallView
  expect(callIAmOn([call('alerting'), call('hold'), call('connected'), call(null)])?.id).toBe('connected')
  expect(callIAmOn([call('alerting'), call('hold')])?.id).toBe('hold')
  expect(callIAmOn([call(null)])).toBeNull()
})
