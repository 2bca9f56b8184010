import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import {
  Button as AriaButton,
  Header,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  Separator,
  type Key,
} from 'react-aria-components'
import type { AgentView, LineView } from '@hookswitch/contract'
import { useFormats } from '#app/session.tsx'
import { shortcuts } from '#calls/shortcut-keys.ts'
import { useAskLine, type AskingLine } from '#calls/use-ask-line.ts'
import { useIsLive, useLive, useNow } from '#live/use-live.ts'
import { Icon } from '#ui/icon.tsx'
import { LogOnDialog } from './log-on-dialog.tsx'
import { agentWords, reasonLabel } from './words.ts'

/** My place at the queues, in the header: how I stand, since when, and how I want to stand. */
export function AgentMenu() {
  const { line } = useLive().state
  if (line === null || (line.agent === null && !line.offers.includes('setAgentState'))) return null
  return <AgentPlace line={line} />
}

function AgentPlace({ line }: { readonly line: LineView }) {
  const { i18n } = useLingui()
  const live = useIsLive()
  const asking = useAskLine()
  const [isLoggingOn, setLoggingOn] = useState(false)
  const state = line.agent?.state ?? 'loggedOff'
  const canAsk = line.offers.includes('setAgentState')
  return (
    <div className="agent-place" data-agent={state} data-stale={!live}>
      <MenuTrigger>
        <AriaButton
          className="agent-button"
          data-opens="agent"
          aria-keyshortcuts={shortcuts.agent.aria}
          isDisabled={!live || !canAsk}
          isPending={asking.asked !== null}
        >
          <span className="presence" />
          <span className="agent-words">
            <span className="agent-state">{i18n._(agentWords[state])}</span>
            <AgentMore line={line} asking={asking} />
          </span>
          <Icon name="more" size={14} />
        </AriaButton>
        <Popover className="popover" placement="bottom end">
          <AgentChoices
            line={line}
            state={state}
            asking={asking}
            onLogOn={() => {
              setLoggingOn(true)
            }}
          />
        </Popover>
      </MenuTrigger>
      <LogOnDialog isOpen={isLoggingOn} onOpenChange={setLoggingOn} asking={asking} />
      <p className="agent-problem call-problem" role="alert">
        {asking.problem?.text}
      </p>
    </div>
  )
}

/** The reason and the time in state; what was asked; what comes after the call. */
function AgentMore({ line, asking }: { readonly line: LineView; readonly asking: AskingLine }) {
  const { i18n } = useLingui()
  const formats = useFormats()
  const now = useNow()
  const { agent } = line
  if (asking.asked !== null)
    return (
      <small>
        <Trans>asked…</Trans>
      </small>
    )
  if (agent === null) return null
  const reason = agent.state === 'notReady' ? reasonLabel(line, agent.reason) : null
  const pending = agent.pending === null || agent.pending === agent.state ? null : agent.pending
  return (
    <small>
      {reason === null ? null : <bdi>{reason}</bdi>}
      <time dateTime={agent.since}>{formats.elapsed(now - Date.parse(agent.since))}</time>
      {pending === null ? null : (
        <span className="agent-next">
          <Trans>then {i18n._(agentWords[pending])}</Trans>
        </span>
      )}
    </small>
  )
}

interface AgentChoicesProps {
  readonly line: LineView
  readonly state: AgentView['state']
  readonly asking: AskingLine
  readonly onLogOn: () => void
}

function AgentChoices({ line, state, asking, onLogOn }: AgentChoicesProps) {
  const { t } = useLingui()
  const act = (key: Key): void => {
    const id = String(key)
    if (id === 'logOn') onLogOn()
    else if (id.startsWith('reason:'))
      asking.ask({ kind: 'setAgentState', state: 'notReady', reason: id.slice('reason:'.length) })
    else
      asking.ask({
        kind: 'setAgentState',
        state: id as 'ready' | 'notReady' | 'workingAfterCall' | 'loggedOff',
      })
  }
  const now = state === 'notReady' && line.agent?.reason != null ? `reason:${line.agent.reason}` : state
  return (
    <Menu
      className="list-box"
      aria-label={t`How I want to stand at the queues`}
      onAction={act}
      disabledKeys={[now]}
    >
      {state === 'loggedOff' ? (
        <Choice id="logOn" text={t`Log on…`} />
      ) : (
        <>
          <Choice id="ready" text={t`Ready`} tone="ready" />
          {line.reasons.length === 0 ? <Choice id="notReady" text={t`Not ready`} tone="notReady" /> : null}
          {line.reasons.length === 0 ? null : (
            <MenuSection>
              <Header className="list-head">
                <Trans>Not ready</Trans>
              </Header>
              {line.reasons.map(({ code, label }) => (
                <Choice key={code} id={`reason:${code}`} text={label} tone="notReady" />
              ))}
            </MenuSection>
          )}
          {line.reasons.length === 0 ? null : <Separator className="menu-line" />}
          <Choice id="workingAfterCall" text={t`Work after call`} tone="workingAfterCall" />
          {line.agent?.canLogOff === false ? null : (
            <Choice id="loggedOff" text={t`Log off`} tone="loggedOff" />
          )}
        </>
      )}
    </Menu>
  )
}

interface ChoiceProps {
  readonly id: string
  readonly text: string
  readonly tone?: AgentView['state']
}

function Choice({ id, text, tone }: ChoiceProps) {
  return (
    <MenuItem id={id} textValue={text} className="list-item menu-item" data-choice={id} data-agent={tone}>
      <span className="presence" />
      <bdi>{text}</bdi>
    </MenuItem>
  )
}
