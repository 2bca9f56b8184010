import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { CallCommandKind, CallView } from '@hookswitch/contract'
import type { ShortcutName } from '#keys/key-choice.ts'
import { useIsLive, useLive } from '#live/use-live.ts'
import { Button, type ButtonProps } from '#ui/button.tsx'
import type { IconName } from '#ui/icon.tsx'
import { MuteTool } from './mute-tool.tsx'
import { shortcuts } from './shortcut-keys.ts'
import { Tool } from './tool.tsx'
import type { Asking } from './use-ask.ts'

/** What opens below the buttons of a call. */
export type PanelName = 'transfer' | 'deflect' | 'add' | 'park' | 'keys'

/** A button that asks one thing of a call. */
export interface Control {
  readonly kind: CallCommandKind
  readonly words: MessageDescriptor
  readonly icon: IconName
  readonly tone: NonNullable<ButtonProps['tone']>
  readonly keys: ShortcutName
}

/** The large ones, at the beginning and at the end of a call. */
const atFirst: readonly Control[] = [
  { kind: 'answerCall', words: msg`Answer`, icon: 'answer', tone: 'good', keys: 'answer' },
  { kind: 'rejectCall', words: msg`Reject`, icon: 'hangUp', tone: 'bad', keys: 'hangUp' },
]
const atLast: readonly Control[] = [
  { kind: 'clearConnection', words: msg`Hang up`, icon: 'hangUp', tone: 'bad', keys: 'hangUp' },
]

export interface CallButtonsProps {
  readonly call: CallView
  readonly asking: Asking
  readonly open: PanelName | null
  readonly onOpen: (panel: PanelName | null) => void
  /** Of two calls that stand together, hold and transfer are done with both: they are elsewhere. */
  readonly inPair?: boolean
}

/** Everything that may be asked of a call now, and nothing else. */
export function CallButtons(props: CallButtonsProps) {
  const { call, asking } = props
  const ringsOnPhone = call.state === 'alerting' && !call.offers.includes('answerCall')
  return (
    <>
      <div className="call-buttons">
        {ringsOnPhone ? (
          <p className="call-ringing">
            <Trans>Ringing: please answer on your phone</Trans>
          </p>
        ) : null}
        {atFirst.map((control) => (
          <ControlButton key={control.kind} control={control} call={call} asking={asking} />
        ))}
      </div>
      <Tools {...props} />
      <div className="call-buttons">
        {atLast.map((control) => (
          <ControlButton key={control.kind} control={control} call={call} asking={asking} />
        ))}
      </div>
    </>
  )
}

interface ControlButtonProps {
  readonly control: Control
  readonly call: CallView
  readonly asking: Asking
}

function ControlButton({ control, call, asking }: ControlButtonProps) {
  const { i18n } = useLingui()
  const live = useIsLive()
  if (!call.offers.includes(control.kind)) return null
  const isAsked = isAskedFor(asking, control.kind)
  const name = i18n._(control.words)
  return (
    <Button
      tone={control.tone}
      icon={control.icon}
      data-command={control.kind}
      isDisabled={!live || (asking.asked !== null && !isAsked)}
      isPending={isAsked}
      aria-keyshortcuts={shortcuts[control.keys].aria}
      onPress={() => {
        asking.ask(control.kind)
      }}
    >
      {isAsked ? <Trans>{name}: asked…</Trans> : name}
    </Button>
  )
}

/** Dropping somebody else is the same command as hanging up, but not the same button. */
const isAskedFor = (asking: Asking, kind: CallCommandKind): boolean =>
  asking.asked?.kind === kind && asking.asked.about === undefined

function Tools({ call, asking, open, onOpen, inPair = false }: CallButtonsProps) {
  const { t } = useLingui()
  const { line } = useLive().state
  const shown = toolsOf(call, { inPair, hasSlots: (line?.parkSlots.length ?? 0) > 0 })
  const canMute = call.state === 'connected' && line?.offers.includes('setMicrophoneMute') === true
  const most = useMost(shown.length + (canMute ? 1 : 0), isUpAndAnswered(call))
  const busy = asking.asked !== null
  const names: Readonly<Record<ToolName, string>> = {
    holdCall: t`Hold`,
    retrieveCall: t`Retrieve`,
    parkCall: t`Park`,
    park: t`Park`,
    transfer: t`Transfer`,
    deflect: t`Pass on`,
    add: t`Add`,
    keys: t`Keys`,
  }
  if (shown.length === 0 && !canMute && most === 0) return null
  return (
    <div className="tools" data-rows={Math.min(3, Math.ceil(most / 3))}>
      {canMute && inPair ? <MuteTool /> : null}
      {shown.map((name) => {
        const { icon, keys, command } = tools[name]
        if (command !== undefined)
          return (
            <Tool
              key={name}
              icon={icon}
              name={names[name]}
              keys={shortcuts[keys].aria}
              command={command}
              isPending={isAskedFor(asking, command)}
              isDisabled={busy && !isAskedFor(asking, command)}
              onPress={() => {
                asking.ask(command)
              }}
            />
          )
        const panel = name as PanelName
        return (
          <Tool
            key={name}
            icon={icon}
            name={names[name]}
            keys={shortcuts[keys].aria}
            opens={panel}
            isOpen={open === panel}
            onPress={() => {
              onOpen(open === panel ? null : panel)
            }}
          />
        )
      })}
      {canMute && !inPair ? <MuteTool /> : null}
    </div>
  )
}

type ToolName = PanelName | 'holdCall' | 'retrieveCall' | 'parkCall'

interface ToolLook {
  readonly icon: IconName
  readonly keys: ShortcutName
  /** Asked at once; without it the tool opens a panel. */
  readonly command?: CallCommandKind
}

const tools: Readonly<Record<ToolName, ToolLook>> = {
  holdCall: { icon: 'hold', keys: 'hold', command: 'holdCall' },
  retrieveCall: { icon: 'retrieve', keys: 'hold', command: 'retrieveCall' },
  transfer: { icon: 'transfer', keys: 'transfer' },
  deflect: { icon: 'transfer', keys: 'transfer' },
  add: { icon: 'addPerson', keys: 'add' },
  parkCall: { icon: 'park', keys: 'park', command: 'parkCall' },
  park: { icon: 'park', keys: 'park' },
  keys: { icon: 'keypad', keys: 'keys' },
}

function toolsOf(call: CallView, { inPair, hasSlots }: { inPair: boolean; hasSlots: boolean }): ToolName[] {
  const may = (kind: CallCommandKind): boolean => call.offers.includes(kind)
  const canConsult = may('consultationCall')
  const shown: Readonly<Record<ToolName, boolean>> = {
    holdCall: !inPair && may('holdCall'),
    retrieveCall: !inPair && may('retrieveCall'),
    transfer: !inPair && (may('singleStepTransfer') || canConsult),
    deflect: may('deflectCall'),
    add: !inPair && (may('singleStepConference') || (canConsult && may('conferenceCall'))),
    parkCall: !inPair && may('parkCall') && !hasSlots,
    park: !inPair && may('parkCall') && hasSlots,
    keys: may('generateDigits'),
  }
  return (Object.keys(shown) as ToolName[]).filter((name) => shown[name])
}

const isUpAndAnswered = (call: CallView): boolean => call.state === 'connected' || call.state === 'hold'

/** The most tools that this call has had: their room is kept, so that hold and retrieve move nothing on the page. */
function useMost(count: number, keep: boolean): number {
  const [most, setMost] = useState(count)
  const next = keep ? Math.max(most, count) : count
  if (next !== most) setMost(next)
  return next
}
