import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '#ui/button.tsx'
import { browserPhone } from './browser-phone.ts'
import { LooseCall } from './loose-call.tsx'
import { PhoneDevices } from './phone-devices.tsx'
import type { PhoneState } from './phone-state.ts'
import { ratingWords, standingWords, troubleWords } from './phone-words.ts'
import type { Sound } from './quality.ts'
import { useBrowserPhone } from './use-browser-phone.ts'

/** The telephone in this page: whether it is here, what it speaks through, how it sounds. Its calls are among my calls. */
export function PhonePanel() {
  const { t } = useLingui()
  const phone = useBrowserPhone()
  const [open, setOpen] = useState(false)
  if (!phone.exists) return null
  const isHere = phone.place === 'here'
  const isElsewhere = phone.place === 'otherTab' || phone.place === 'elsewhere'
  const loose = phone.calls.filter((call) => phone.matches[call.key] === undefined)
  return (
    <section
      className="browser-phone"
      aria-label={t`Phone in the browser`}
      data-place={phone.place}
      data-phone-line={isHere ? phone.line : 'none'}
    >
      <div className="browser-phone-row">
        <Standing phone={phone} />
        {isElsewhere ? (
          <Button
            size="small"
            data-command="takeOver"
            onPress={() => {
              browserPhone.takeOver()
            }}
          >
            <Trans>Use the phone here</Trans>
          </Button>
        ) : null}
        {isHere ? (
          <Button
            size="small"
            tone="quiet"
            icon="settings"
            iconOnly
            aria-label={t`Microphone and speakers`}
            aria-expanded={open}
            onPress={() => {
              setOpen(!open)
            }}
          />
        ) : null}
      </div>
      <Trouble phone={phone} />
      {isHere && open ? <PhoneDevices phone={phone} /> : null}
      {loose.map((call) => (
        <LooseCall key={call.key} call={call} />
      ))}
      <SoundNow phone={phone} />
    </section>
  )
}

function Standing({ phone }: { readonly phone: PhoneState }) {
  const { i18n } = useLingui()
  return (
    <p className="browser-phone-standing" role="status">
      <span className="dot" />
      {i18n._(standingWords(phone))}
    </p>
  )
}

function Trouble({ phone }: { readonly phone: PhoneState }) {
  const { i18n } = useLingui()
  const words = troubleWords(phone)
  return (
    <div role="alert">
      {words === null ? null : (
        <p className="browser-phone-trouble" data-trouble={true}>
          {i18n._(words)}
        </p>
      )}
      {phone.microphone === null ? null : (
        <Button
          size="small"
          onPress={() => {
            void browserPhone.allowMicrophone()
          }}
        >
          <Trans>Try the microphone again</Trans>
        </Button>
      )}
    </div>
  )
}

function SoundNow({ phone }: { readonly phone: PhoneState }) {
  const { i18n } = useLingui()
  const sound = phone.calls.find((call) => call.sound !== null)?.sound ?? null
  if (sound === null) return null
  return (
    <p className="browser-phone-sound" data-sound={sound.rating}>
      <b>{i18n._(ratingWords[sound.rating])}</b>
      <SoundFigures sound={sound} />
    </p>
  )
}

function SoundFigures({ sound }: { readonly sound: Sound }) {
  const { i18n } = useLingui()
  const whole = (value: number): string => i18n.number(value, { maximumFractionDigits: 0 })
  const loss = i18n.number(sound.lossPercent, { maximumFractionDigits: 1 })
  const jitter = whole(sound.jitterMs ?? 0)
  const roundTrip = sound.roundTripMs === null ? null : whole(sound.roundTripMs)
  return (
    <>
      <span>
        <Trans>Lost {loss} %</Trans>
      </span>
      <span>
        <Trans>Jitter {jitter} ms</Trans>
      </span>
      {roundTrip === null ? null : (
        <span>
          <Trans>Round trip {roundTrip} ms</Trans>
        </span>
      )}
    </>
  )
}
