import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { factsOf, type CallView, type Match, type MyTemplate, type PopView } from '@hookswitch/contract'
import { useState } from 'react'
import { api } from '#app/api.ts'
import { problemText } from '#app/problem-words.ts'
import { useMe } from '#app/session.tsx'
import { shortcuts } from '#calls/shortcut-keys.ts'
import { useSelectedCall } from '#calls/use-selected-call.tsx'
import { isUp } from '#calls/select-call.ts'
import { asCustomers, calledName, whoIs } from '#calls/words.ts'
import { useCalls, useIsLive } from '#live/use-live.ts'
import { isOfCall, type Drawing } from '#templates/drawing.ts'
import { PopComponents } from '#templates/pop-components.tsx'
import { mayDo } from '#templates/may-do.ts'
import { useTemplateOfCall } from '#templates/use-template.ts'
import { labelFor } from '#templates/use-label.ts'
import { Button } from '#ui/button.tsx'
import { Icon } from '#ui/icon.tsx'
import { CallStory } from './call-story.tsx'
import { CreateContact } from './create-contact.tsx'
import { MatchList } from './match-list.tsx'
import { RecordHead } from './record-head.tsx'
import { RecordSearch } from './record-search.tsx'
import { Lines } from './related.tsx'
import { reasonWords, unsureWords } from './words.ts'

/** What is known of the other party of the selected call: the pop. */
export function CallPage({ callId }: { readonly callId: string | null }) {
  const live = useIsLive()
  const call = useSelectedCall()
  if (call === null || (callId !== null && call.id !== callId)) return <NoCall />
  const shown = asCustomers(call)
  return (
    <article className="pop" data-stale={!live} data-pop={call.pop?.status ?? 'none asked'} key={call.id}>
      {call.about === null || call.consultsFor !== null || !isUp(call) ? null : <AskedAbout call={call} />}
      <PopAndStory key={call.id} call={call} shown={shown} />
    </article>
  )
}

/** Of a call of the past its story is what is looked for; of one that has just ended it stands where nothing moves for it. */
function PopAndStory({ call, shown }: { readonly call: CallView; readonly shown: CallView }) {
  const calls = useCalls()
  const [isPast] = useState(() => !calls.some(({ id }) => id === call.id))
  return (
    <>
      {isPast ? <CallStory call={call} /> : null}
      <CallPop call={shown} />
      {isPast ? null : <CallStory call={call} />}
    </>
  )
}

/** A colleague consults me: what follows is not about himself. */
function AskedAbout({ call }: { readonly call: CallView }) {
  const { i18n } = useLingui()
  const colleague = <bdi>{calledName(call, i18n._.bind(i18n))}</bdi>
  return (
    <p className="pop-about">
      <Icon name="internal" size={16} />
      <span>
        <Trans>{colleague} asks you about:</Trans>
      </span>
    </p>
  )
}

function NoCall() {
  return (
    <div className="empty-state">
      <span className="avatar" aria-hidden="true">
        <Icon name="answer" size={24} />
      </span>
      <h1>
        <Trans>No call</Trans>
      </h1>
      <p>
        <Trans>When your phone rings, the caller’s record is here before you answer.</Trans>
      </p>
      <p className="hints">
        <span>
          <kbd>{shortcuts.dial.aria}</kbd> <Trans>Type a number to call</Trans>
        </span>
        <span>
          <kbd>{shortcuts.search.aria}</kbd> <Trans>Search records</Trans>
        </span>
      </p>
    </div>
  )
}

/** Drawn from the template of the user's group. */
function CallPop({ call }: { readonly call: CallView }) {
  const mine = useTemplateOfCall(call)
  const me = useMe()
  if (mine === undefined) return <Lines count={8} />
  const settled = call.pop?.status === 'searching' ? null : call.pop
  const drawing = {
    call,
    mine,
    match: settled?.chosen ?? null,
    pop: settled,
    facts: factsOf(call, me),
    isPreview: false,
  }
  if (call.pop === null)
    return (
      <>
        <NobodyLookedUp call={call} />
        <OfCallOnly drawing={drawing} />
      </>
    )
  return <Pop drawing={drawing} pop={call.pop} />
}

/** What of the template there is to see where nobody is known. */
function OfCallOnly({ drawing }: { readonly drawing: Drawing }) {
  const components = drawing.mine.template.components.filter(isOfCall)
  return <PopComponents drawing={drawing} components={components} head={null} />
}

function Pop({ drawing, pop }: { readonly drawing: Drawing; readonly pop: PopView }) {
  const { call } = drawing
  const [again, setAgain] = useState(false)
  const choice = useChoice(call)
  if (pop.chosen !== null && !again)
    return (
      <ChosenPop
        drawing={drawing}
        match={pop.chosen}
        onAgain={() => {
          setAgain(true)
        }}
      />
    )
  if (pop.status === 'searching')
    return (
      <div aria-busy="true">
        <PopComponents
          drawing={drawing}
          components={drawing.mine.template.components}
          head={<SearchingHead call={call} />}
        />
      </div>
    )
  return (
    <>
      <UnknownHead call={call} pop={pop} />
      <OfCallOnly drawing={drawing} />
      <p className="form-problem" role="alert">
        {choice.problem}
      </p>
      {mayDo(call, 'chooseCaller') ? (
        <WhoIsIt
          pop={pop}
          onChoose={(chosen) => {
            choice.choose(chosen)
            setAgain(false)
          }}
        />
      ) : null}
      {mayDo(call, 'createContact') ? (
        <CreateContact
          call={call}
          accountId={pop.chosen?.account?.id ?? pop.matches[0]?.account?.id ?? null}
        />
      ) : null}
    </>
  )
}

interface WhoIsItProps {
  readonly pop: PopView
  readonly onChoose: (choice: Choice) => void
}

/** Those who were found, and a search for anybody else. */
function WhoIsIt({ pop, onChoose }: WhoIsItProps) {
  return (
    <>
      {pop.matches.length === 0 ? null : (
        <MatchList
          matches={pop.matches}
          onChoose={({ contact, account }) => {
            onChoose({ contactId: contact?.id ?? null, accountId: account?.id ?? null })
          }}
        />
      )}
      <section className="section">
        <h2 className="section-title">
          <Trans>Somebody you know?</Trans>
        </h2>
        <SearchForCaller onChoose={onChoose} />
      </section>
    </>
  )
}

interface Choice {
  readonly contactId: string | null
  readonly accountId: string | null
}

function SearchForCaller({ onChoose }: { readonly onChoose: (choice: Choice) => void }) {
  const { t } = useLingui()
  return (
    <RecordSearch
      label={t`Search by name, company or number`}
      kinds={['contact', 'account']}
      onPick={(found) => {
        onChoose({
          contactId: found.kind === 'contact' ? found.id : null,
          accountId: found.kind === 'account' ? found.id : null,
        })
      }}
    />
  )
}

/** Tells the server who it is. What comes back as an event shows it; for a call of the past, the answer does. */
function useChoice(call: CallView) {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const [problem, setProblem] = useState<string | null>(null)
  const choose = (choice: Choice): void => {
    setProblem(null)
    api.chooseMatch({ params: { id: call.id }, body: choice }).then(
      (changed) => {
        queries.setQueryData(['call', call.id], changed)
      },
      (error: unknown) => {
        setProblem(problemText(i18n, error))
      },
    )
  }
  return { choose, problem }
}

interface ChosenProps {
  readonly drawing: Drawing
  readonly match: Match
  readonly onAgain: () => void
}

function ChosenPop({ drawing, match, onAgain }: ChosenProps) {
  const { call, mine } = drawing
  const again = mayDo(call, 'chooseCaller') ? onAgain : null
  return (
    <PopComponents
      drawing={drawing}
      components={mine.template.components}
      head={<ChosenHead call={call} match={match} mine={mine} onAgain={again} />}
    />
  )
}

interface ChosenHeadProps {
  readonly call: CallView
  readonly match: Match
  readonly mine: MyTemplate
  /** Null: it is not for this user to say that it is somebody else. */
  readonly onAgain: (() => void) | null
}

/** Who it is, with as much of him as the template shows. */
export function ChosenHead({ call, match, mine, onAgain }: ChosenHeadProps) {
  const { i18n } = useLingui()
  const columns = mine.template.components.find((it) => it.kind === 'caller')?.columns ?? []
  return (
    <RecordHead
      contact={match.contact}
      account={match.account}
      number={whoIs(call).number}
      reason={i18n._(reasonWords[match.reason])}
      shows={(column) => columns.some(({ field }) => field === column)}
      wordFor={(column) => labelFor(columns.find(({ field }) => field === column)?.labels ?? {}, mine)}
      actions={
        onAgain === null ? null : (
          <Button size="small" tone="quiet" onPress={onAgain}>
            <Trans>Somebody else?</Trans>
          </Button>
        )
      }
    />
  )
}

function SearchingHead({ call }: { readonly call: CallView }) {
  return (
    <header className="record-head">
      <span className="avatar" aria-hidden="true" />
      <div className="record-who">
        <h1 className="record-name">
          <bdi dir="auto">{call.other.name ?? call.other.display}</bdi>
        </h1>
        <p className="record-company">
          <Trans>Looking for the caller…</Trans>
        </p>
      </div>
      <dl className="facts">
        <Lines count={1} />
      </dl>
    </header>
  )
}

function UnknownHead({ call, pop }: { readonly call: CallView; readonly pop: PopView }) {
  const { i18n } = useLingui()
  const who = whoIs(call)
  const number = who.number ?? (who.instead === null ? '' : i18n._(who.instead))
  return (
    <header className="record-head">
      <span className="avatar avatar-unknown" aria-hidden="true">
        ?
      </span>
      <div className="record-who">
        <h1 className="record-name">
          <bdi>{call.other.name ?? number}</bdi>
        </h1>
        <p className="record-company">
          <PopStatus call={call} pop={pop} />
        </p>
      </div>
      {call.other.name === null ? null : (
        <div className="record-aside">
          <span className="record-number" dir="ltr">
            {number}
          </span>
        </div>
      )}
    </header>
  )
}

function PopStatus({ call, pop }: { readonly call: CallView; readonly pop: PopView }) {
  const { i18n } = useLingui()
  const unsure = pop.unsure === undefined ? null : i18n._(unsureWords[pop.unsure])
  switch (pop.status) {
    case 'withheld':
      return <Trans>The caller withheld the number, so there is nothing to search by.</Trans>
    case 'several':
      if (unsure !== null) return <Trans>{unsure} Who is it?</Trans>
      return <Trans>Several records have this number. Who is it?</Trans>
    case 'failed':
      return <LookUpFailed call={call} />
    case 'searching':
    case 'found':
      return <Trans>Who is it?</Trans>
    case 'none':
      return <Trans>Unknown caller: no record has this number.</Trans>
  }
}

function LookUpFailed({ call }: { readonly call: CallView }) {
  const { i18n } = useLingui()
  const [problem, setProblem] = useState<string | null>(null)
  const again = (): void => {
    api.lookUpAgain({ params: { id: call.id } }).catch((error: unknown) => {
      setProblem(problemText(i18n, error))
    })
  }
  return (
    <>
      <span className="bad-text" role="alert">
        {problem ?? <Trans>The records could not be searched. It is tried again by itself.</Trans>}
      </span>
      <Button size="small" onPress={again}>
        <Trans>Search again now</Trans>
      </Button>
    </>
  )
}

/** A call between colleagues: nobody is looked up for it. */
function NobodyLookedUp({ call }: { readonly call: CallView }) {
  const who = whoIs(call)
  return (
    <header className="record-head">
      <span className="avatar avatar-unknown" aria-hidden="true" />
      <div className="record-who">
        <h1 className="record-name">
          <bdi>{who.name ?? who.number}</bdi>
        </h1>
        <p className="record-company">
          {call.direction === 'internal' ? <Trans>Call within the company</Trans> : null}
        </p>
      </div>
    </header>
  )
}
