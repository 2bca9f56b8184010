import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { languages, type Preferences } from '@hookswitch/contract'
import { ringSound } from '#calls/ring-sound.ts'
import { RingDevice } from '#calls/ring-device.tsx'
import { Button } from '#ui/button.tsx'
import { Segments } from '#ui/choice.tsx'
import { DialogBox } from '#ui/dialog.tsx'
import type { Language } from './i18n.ts'
import { problemText } from './problem-words.ts'
import { useMe, useSetPreferences } from './session.tsx'

export function SettingsDialog() {
  const { t } = useLingui()
  return (
    <DialogBox
      title={<Trans>Settings</Trans>}
      trigger={<Button tone="quiet" icon="settings" iconOnly aria-label={t`Settings`} />}
    >
      <Choices />
      <NewCalls />
      <Button slot="close" tone="main">
        <Trans>Done</Trans>
      </Button>
    </DialogBox>
  )
}

/** A language is called by its own name, so that who cannot read this page finds it. */
const ownNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch', ar: 'العربية' }

function Choices() {
  const { t, i18n } = useLingui()
  const { preferences } = useMe()
  const setPreferences = useSetPreferences()
  const [problem, setProblem] = useState<string | null>(null)
  const change = (part: Partial<Preferences>): void => {
    setProblem(null)
    setPreferences(part).catch((error: unknown) => {
      setProblem(problemText(i18n, error))
    })
  }
  return (
    <>
      <Segments
        label={<Trans>Language</Trans>}
        value={languages.find((language) => language === i18n.locale) ?? 'en'}
        options={languages.map((id) => ({ id, text: ownNames[id] }))}
        onChange={(language) => {
          change({ language })
        }}
      />
      <Segments
        label={<Trans>Appearance</Trans>}
        value={preferences.theme}
        options={[
          { id: 'system', text: t`System` },
          { id: 'light', text: t`Light` },
          { id: 'dark', text: t`Dark` },
        ]}
        onChange={(theme) => {
          change({ theme })
        }}
      />
      <p className="form-problem" role="alert">
        {problem}
      </p>
    </>
  )
}

/** Browsers ask for both only after a press: hence buttons. */
function NewCalls() {
  const { t } = useLingui()
  const [sound, setSound] = useState(ringSound.isOn)
  const [notices, setNotices] = useState(noticesAllowed)
  return (
    <>
      <Segments
        label={<Trans>Ring on this computer</Trans>}
        value={sound ? 'on' : 'off'}
        options={[
          { id: 'off', text: t`Silent` },
          { id: 'on', text: t`With sound` },
        ]}
        onChange={(next) => {
          ringSound.turn(next === 'on')
          setSound(next === 'on')
        }}
      />
      {sound ? <RingDevice /> : null}
      {notices === 'default' ? (
        <Button
          onPress={() => {
            void Notification.requestPermission().then(setNotices)
          }}
        >
          <Trans>Also tell me when this page is in the background</Trans>
        </Button>
      ) : null}
    </>
  )
}

function noticesAllowed(): NotificationPermission {
  return 'Notification' in window ? Notification.permission : 'denied'
}
