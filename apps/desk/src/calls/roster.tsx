import { Trans, useLingui } from '@lingui/react/macro'
import type { CallPartyView, CallView } from '@hookswitch/contract'
import { useIsLive } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'
import { AskProblem } from './ask-problem.tsx'
import { othersOn } from './parties.ts'
import type { Asking } from './use-ask.ts'
import { noNumberWords, partyName, stateWords } from './words.ts'

interface RosterProps {
  readonly call: CallView
  readonly asking: Asking
}

/** Who is on the call with me, how each stands, and a way to let each go. */
export function Roster({ call, asking }: RosterProps) {
  const { t } = useLingui()
  return (
    <ul className="roster" aria-label={t`On this call`}>
      {othersOn(call).map((party) => (
        <RosterRow key={party.id} call={call} party={party} asking={asking} />
      ))}
    </ul>
  )
}

function RosterRow({ call, party, asking }: RosterProps & { readonly party: CallPartyView }) {
  const { i18n, t } = useLingui()
  const live = useIsLive()
  const { kind } = party.party
  const name = partyName(call, party) ?? (kind === 'known' ? '' : i18n._(noNumberWords[kind]))
  const isAsked = asking.asked?.about === party.id
  return (
    <li className="roster-row" data-party={party.party.number ?? ''} data-party-state={party.state}>
      <span className="presence" data-connection={party.state} />
      <span className="target-words">
        <bdi className="target-name">{name}</bdi>
        <small>{i18n._(stateWords[party.state])}</small>
      </span>
      {party.canDrop ? (
        <Button
          size="small"
          aria-label={t`Drop ${name}`}
          isDisabled={!live || (asking.asked !== null && !isAsked)}
          isPending={isAsked}
          data-drop={party.id}
          onPress={() => {
            asking.ask('clearConnection', { party: party.id })
          }}
        >
          {isAsked ? <Trans>asked…</Trans> : <Trans>Drop</Trans>}
        </Button>
      ) : null}
      <AskProblem asking={asking} about={party.id} />
    </li>
  )
}
