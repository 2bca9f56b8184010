import { useLingui } from '@lingui/react/macro'
import { useLive } from '#live/use-live.ts'
import { shortcuts } from './shortcut-keys.ts'
import { Tool } from './tool.tsx'
import { useAskLine } from './use-ask-line.ts'

/** The microphone of the telephone: the others hear nothing and are not put on hold. */
export function MuteTool() {
  const { t } = useLingui()
  const { asked, problem, ask } = useAskLine()
  const isMuted = useLive().state.line?.muted === true
  return (
    <>
      <Tool
        icon={isMuted ? 'microphoneOff' : 'microphone'}
        name={t`Mute`}
        keys={shortcuts.mute.aria}
        command="setMicrophoneMute"
        isOn={isMuted}
        isPending={asked !== null}
        onPress={() => {
          ask({ kind: 'setMicrophoneMute', on: !isMuted })
        }}
      />
      <p className="call-problem tools-problem" role="alert">
        {problem?.text}
      </p>
    </>
  )
}
