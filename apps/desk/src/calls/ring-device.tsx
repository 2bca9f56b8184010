import { useEffect, useState, useSyncExternalStore } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { listDevices, readChoice, writeChoice, type AudioDevice } from '#phone/device-choice.ts'
import { Button } from '#ui/button.tsx'
import { Picker } from '#ui/choice.tsx'
import { Icon } from '#ui/icon.tsx'
import { ringSound } from './ring-sound.ts'

/** Id of "whatever the computer uses": a device cannot be called that. */
const own = 'own'

/** At which of the computer's devices calls ring: speakers can ring for all, while the headset is at somebody's ear. */
export function RingDevice() {
  const { t } = useLingui()
  const [devices, setDevices] = useState<readonly AudioDevice[]>([])
  const [chosen, setChosen] = useState(() => readChoice().ring)
  const look = (): void => {
    void listDevices().then(({ speakers }) => {
      setDevices(speakers)
    })
  }
  useEffect(look, [])
  if (!('setSinkId' in AudioContext.prototype)) return null
  if (devices.length === 0)
    return (
      <Button
        onPress={() => {
          void nameDevices().then(look)
        }}
      >
        <Trans>Choose the device that rings</Trans>
      </Button>
    )
  const isThere = devices.some(({ id }) => id === chosen)
  return (
    <Picker
      label={t`Rings at`}
      value={chosen !== null && isThere ? chosen : own}
      options={[
        { id: own, text: t`As the computer is set` },
        ...devices.map(({ id, name }) => ({ id, text: name })),
      ]}
      onChange={(id) => {
        const ring = id === own ? null : id
        writeChoice({ ...readChoice(), ring })
        setChosen(ring)
        void ringSound.ringAt(ring)
      }}
    />
  )
}

/** Browsers name devices, those that sound too, only once the microphone was allowed. Nothing is recorded. */
async function nameDevices(): Promise<void> {
  const stream = await navigator.mediaDevices?.getUserMedia({ audio: true }).catch(() => null)
  for (const track of stream?.getTracks() ?? []) track.stop()
}

/** Says that it rings elsewhere than was chosen, and goes when the device is there again. */
export function RingAway() {
  const isAway = useSyncExternalStore(ringSound.subscribe, ringSound.isAway)
  return (
    <div role="status">
      {isAway ? (
        <div className="banner">
          <Icon name="warning" />
          <span>
            <Trans>The device that is to ring is not connected. Calls ring at the computer’s own.</Trans>
          </span>
        </div>
      ) : null}
    </div>
  )
}
