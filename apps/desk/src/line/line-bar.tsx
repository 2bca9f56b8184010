import { useEffect, useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from 'react-aria-components'
import type { LineView } from '@hookswitch/contract'
import { shortcuts } from '#calls/shortcut-keys.ts'
import { useAskLine } from '#calls/use-ask-line.ts'
import { useIsLive, useLive } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'
import { Icon } from '#ui/icon.tsx'
import { LineSettings } from './line-settings.tsx'

/** My telephone: whether it is there, what happens to its calls, and the call that rings in my group. */
export function LineBar() {
  const { status, state } = useLive()
  const { line } = state
  const isLive = status.kind === 'live' && line?.state === 'live'
  const settings = (['setDoNotDisturb', 'setForwarding'] as const).some((kind) => line?.offers.includes(kind))
  return (
    <div className="line-bar">
      <div className="line-state" data-line={isLive ? 'live' : 'not-live'}>
        {settings && line !== null ? <LineMenu line={line} /> : <LineNow line={line} />}
        {line?.offers.includes('groupPickup') === true ? <GroupPickup /> : null}
      </div>
      {line === null || !isLive ? null : <LineChips line={line} />}
    </div>
  )
}

function LineNow({ line }: { readonly line: LineView | null }) {
  const { status } = useLive()
  return (
    <span className="line-now">
      {/* Nothing is wrong with a telephone that nobody has. */}
      {line?.state === 'none' ? null : <span className="dot" />}
      <span className="line-words">
        <LineWords line={line} isLive={status.kind === 'live'} />
      </span>
    </span>
  )
}

function LineMenu({ line }: { readonly line: LineView }) {
  const { t } = useLingui()
  const [isOpen, setOpen] = useState(false)
  useEscape(isOpen, setOpen)
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <AriaButton className="line-button" data-opens="line" aria-keyshortcuts={shortcuts.line.aria}>
        <LineNow line={line} />
        <Icon name="more" size={14} />
      </AriaButton>
      <Popover className="popover" placement="bottom start">
        <Dialog className="line-dialog" aria-label={t`What happens to calls for my phone`}>
          <LineSettings line={line} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

/** What was pressed may be disabled once it has happened: then the browser tells of no key that is pressed in it. */
function useEscape(isOpen: boolean, setOpen: (open: boolean) => void): void {
  useEffect(() => {
    if (!isOpen) return undefined
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.isComposing) setOpen(false)
    }
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onKey)
    }
  }, [isOpen, setOpen])
}

function GroupPickup() {
  const { asked, problem, ask } = useAskLine()
  const live = useIsLive()
  return (
    <>
      <Button
        size="small"
        icon="pickUp"
        data-command="groupPickup"
        aria-keyshortcuts={shortcuts.pickUp.aria}
        isDisabled={!live}
        isPending={asked !== null}
        onPress={() => {
          ask({ kind: 'groupPickup' })
        }}
      >
        {asked === null ? <Trans>Pick up</Trans> : <Trans>asked…</Trans>}
      </Button>
      <p className="call-problem line-problem" role="alert">
        {problem?.text}
      </p>
    </>
  )
}

/** What would surprise a caller is always in sight. */
function LineChips({ line }: { readonly line: LineView }) {
  const forwarding = line.forwarding.filter((it) => it.active)
  if (!line.doNotDisturb && forwarding.length === 0) return null
  return (
    <p className="line-chips">
      {line.doNotDisturb ? (
        <span className="chip chip-warn">
          <Trans>Do not disturb</Trans>
        </span>
      ) : null}
      {forwarding.map(({ kind, to }) => (
        <span key={kind} className="chip chip-warn">
          {kind === 'immediate' ? (
            <Trans>All calls go to {to ?? '?'}</Trans>
          ) : (
            <Trans>Some calls go to {to ?? '?'}</Trans>
          )}
        </span>
      ))}
    </p>
  )
}

function LineWords({ line, isLive }: { readonly line: LineView | null; readonly isLive: boolean }) {
  const device = line?.device ?? ''
  if (line === null) return <Trans>Connecting…</Trans>
  if (line.state === 'none') return <Trans>No phone is assigned to you</Trans>
  if (!isLive) return <Trans>Phone {device}: state not known</Trans>
  if (line.state === 'down') return <Trans>Phone {device}: no connection to the telephone system</Trans>
  if (line.state === 'unmonitored') return <Trans>Phone {device}: not reported by the telephone system</Trans>
  return <Trans>Phone {device} is ready</Trans>
}
