import type { ConnectionId } from '@hookswitch/model'
import type { DeviceId as WireDevice, MessageOf } from '#csta/codec/index.ts'

export type WireConnection = NonNullable<MessageOf<'DeliveredEvent'>['connection']>

/** More qualified devices than live calls can have are forgotten, oldest first. */
const MOST_QUALIFIED = 5_000

/**
 * Connections are echoed to the switch exactly as it wrote them, but the model keeps them as two strings. What would be
 * lost (a device qualified as dynamic) is remembered here.
 */
export class Connections {
  readonly #qualified = new Map<string, WireDevice>()

  toModel(connection: WireConnection): ConnectionId {
    const { callID = '', deviceID } = connection
    if (deviceID !== undefined && (deviceID.typeOfNumber !== undefined || deviceID.other !== undefined)) {
      const key = `${callID}\u0000${deviceID.id}`
      this.#qualified.delete(key)
      this.#qualified.set(key, deviceID)
      const [oldest] = this.#qualified.keys()
      if (this.#qualified.size > MOST_QUALIFIED && oldest !== undefined) this.#qualified.delete(oldest)
    }
    return { callId: callID, deviceId: deviceID?.id ?? '' }
  }

  fromModel(id: ConnectionId): WireConnection {
    const deviceID = this.#qualified.get(`${id.callId}\u0000${id.deviceId}`) ?? { id: id.deviceId }
    // One part may have been missing; a connection must have one.
    if (id.callId === '' && id.deviceId !== '') return { deviceID }
    return id.deviceId === '' ? { callID: id.callId } : { callID: id.callId, deviceID }
  }
}
