import type { ConnectionId } from '@hookswitch/model'
import type { CstaError, DeviceId, Draft, MessageOf } from '@hookswitch/pbx/csta/codec'
import type { Leg } from '#engine/call.ts'
import type { Phone } from '#engine/device.ts'
import { wrongOperation, type Outcome, type Refused } from '#engine/refusal.ts'
import { legOf } from '#engine/services.ts'
import { plainDevice } from './parts.ts'
import type { CstaSession } from './session.ts'

/** What the handlers of requests share: reading what was named, checking rights, saying no. */

export type Answer = Draft | Refused

export function draftRefusal(refused: Refused): Draft {
  return {
    kind: 'CSTAErrorCode',
    error: { kind: refused.category, value: refused.value } satisfies CstaError,
  }
}

type WireConnection = MessageOf<'AnswerCall'>['callToBeAnswered']

/** What was named as a connection, as it stands: both parts must be there. */
function connectionId(connection: WireConnection): ConnectionId | null {
  const { callID, deviceID } = connection ?? {}
  return callID === undefined || deviceID === undefined
    ? null
    : { callId: callID, deviceId: plainDevice(deviceID.id) }
}

/** The leg that a request names, if it is there and the session may touch it. */
export function namedLeg(session: CstaSession, connection: WireConnection): Outcome<Leg> {
  const id = connectionId(connection)
  if (id === null) return wrongOperation('atLeastOneConditionalParameterNotProvided')
  const found = legOf(session.face.exchange, id)
  if (!found.ok) return found
  return session.mayUse(found.value.device) ? found : wrongOperation('privilegeViolationSpecifiedDevice')
}

/** The phone that a request names, if there is one and the session may touch it. */
export function namedPhone(session: CstaSession, device: DeviceId | undefined): Outcome<Phone> {
  if (device === undefined) return wrongOperation('atLeastOneConditionalParameterNotProvided')
  const phone = session.face.exchange.phone(plainDevice(device.id))
  if (phone === undefined) return wrongOperation('invalidDeviceID')
  return session.mayUse(phone.number)
    ? { ok: true, value: phone }
    : wrongOperation('privilegeViolationSpecifiedDevice')
}

/** The two legs of requests that name a held and an active call. */
export function namedPair(
  session: CstaSession,
  message: { readonly heldCall?: WireConnection; readonly activeCall?: WireConnection },
): Outcome<{ held: Leg; active: Leg }> {
  const held = namedLeg(session, message.heldCall)
  if (!held.ok) return held
  const active = namedLeg(session, message.activeCall)
  return active.ok ? { ok: true, value: { held: held.value, active: active.value } } : active
}

/** Runs a service on what was named, and writes what came of it. */
export function answerWith<Named, Result>(
  named: Outcome<Named>,
  run: (named: Named) => Outcome<Result>,
  draft: (result: Result) => Draft,
): Answer {
  if (!named.ok) return named
  const result = run(named.value)
  return result.ok ? draft(result.value) : result
}

type WireData = MessageOf<'MakeCall'>['userData']

/** Data that an application ties to a call, where it is plain. */
export function dataOf(message: { readonly correlatorData?: WireData; readonly userData?: WireData }): {
  correlatorData?: string
  userData?: string
} {
  const { correlatorData, userData } = message
  return {
    ...(correlatorData?.kind === 'string' ? { correlatorData: correlatorData.value } : {}),
    ...(userData?.kind === 'string' ? { userData: userData.value } : {}),
  }
}
