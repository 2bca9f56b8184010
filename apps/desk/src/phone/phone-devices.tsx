import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '#ui/button.tsx'
import { Picker } from '#ui/choice.tsx'
import { browserPhone } from './browser-phone.ts'
import { canChooseSpeaker, type AudioDevice, type DeviceRole } from './device-choice.ts'
import type { PhoneState } from './phone-state.ts'

/** Id of "whatever the computer uses": a device cannot be called that. */
const own = 'own'

/** What the phone speaks into, is heard from, and rings at. */
export function PhoneDevices({ phone }: { readonly phone: PhoneState }) {
  const { t } = useLingui()
  const { microphones, speakers } = phone.devices
  if (microphones.length === 0)
    return (
      <div className="browser-phone-devices">
        <p>
          <Trans>The browser names its devices once the microphone is allowed.</Trans>
        </p>
        <Button
          size="small"
          onPress={() => {
            void browserPhone.allowMicrophone()
          }}
        >
          <Trans>Allow the microphone</Trans>
        </Button>
      </div>
    )
  const picker = (role: DeviceRole, label: string, devices: readonly AudioDevice[]) => {
    const chosen = phone.choice[role]
    const isThere = devices.some(({ id }) => id === chosen)
    return (
      <Picker
        label={label}
        value={chosen !== null && isThere ? chosen : own}
        options={[
          { id: own, text: t`As the computer is set` },
          ...devices.map(({ id, name }) => ({ id, text: name })),
        ]}
        onChange={(id) => {
          browserPhone.choose(role, id === own ? null : id)
        }}
      />
    )
  }
  return (
    <div className="browser-phone-devices">
      {picker('microphone', t`Microphone`, microphones)}
      {canChooseSpeaker() ? (
        <>
          {picker('speaker', t`Speaker`, speakers)}
          {picker('ring', t`Rings at`, speakers)}
        </>
      ) : null}
    </div>
  )
}
