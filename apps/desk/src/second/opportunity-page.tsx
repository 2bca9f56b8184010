import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { opportunityRoles, type OpportunityDetail, type OpportunityPerson } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useFormats } from '#app/session.tsx'
import { Fact } from '#records/record-head.tsx'
import { RecordFrame, RelatedTo } from '#records/record-pages.tsx'
import { Activities } from '#records/related.tsx'
import { Editable } from './edit-record.tsx'
import { Money } from './money.tsx'
import { PersonRow } from './person-row.tsx'
import { opportunityStatusWords, roleWords, stageWords } from './words.ts'

/** A chance to sell: how far it is, who has a say in it, and what goes on with the company. */
export function OpportunityPage() {
  const { id = '' } = useParams({ strict: false })
  const it = useQuery({
    queryKey: ['opportunity', id],
    queryFn: async ({ signal }) => api.readOpportunity({ params: { id }, signal }),
  })
  return (
    <RecordFrame error={it.error} isLoading={it.isPending}>
      {it.data === undefined ? null : <Shown it={it.data} />}
    </RecordFrame>
  )
}

function Shown({ it }: { readonly it: OpportunityDetail }) {
  return (
    <>
      <Editable kind="opportunity" id={it.id}>
        <Head it={it} />
        <People people={it.people} />
      </Editable>
      <OpportunityActivities id={it.id} />
      {it.accountId === null ? null : <RelatedTo accountId={it.accountId} />}
    </>
  )
}

/** Calls in which it was opened or made, and what else stands on it. */
function OpportunityActivities({ id }: { readonly id: string }) {
  const { data } = useQuery({
    queryKey: ['activities', { opportunityId: id }],
    queryFn: async ({ signal }) => api.listActivities({ query: { opportunityId: id }, signal }),
  })
  if (data === undefined || data.items.length === 0) return null
  return (
    <section className="section" data-activities-of="opportunity">
      <h2 className="section-title">
        <Trans>Last calls and activities</Trans>
      </h2>
      <Activities items={data.items} />
    </section>
  )
}

function Head({ it }: { readonly it: OpportunityDetail }) {
  const { i18n } = useLingui()
  const formats = useFormats()
  return (
    <header className="record-head record-head-plain">
      <div className="record-who">
        <h1 className="record-name">
          <bdi>{it.name}</bdi>
        </h1>
        <p className="record-company">
          {it.accountId === null ? null : (
            <Link to="/accounts/$id" params={{ id: it.accountId }} className="link">
              <bdi>{it.accountName}</bdi>
            </Link>
          )}
        </p>
      </div>
      <dl className="facts">
        <Fact name={<Trans>Status</Trans>}>{i18n._(opportunityStatusWords[it.status])}</Fact>
        <Fact name={<Trans>Stage</Trans>}>{i18n._(stageWords[it.stage])}</Fact>
        {it.amount === null ? null : (
          <Fact name={<Trans>Amount</Trans>}>
            <Money amount={it.amount} currency={it.currency} />
          </Fact>
        )}
        {it.closeOn === null ? null : (
          <Fact name={<Trans>To be decided by</Trans>}>
            <time dateTime={it.closeOn}>{formats.date(it.closeOn)}</time>
          </Fact>
        )}
        {it.owner === null ? null : <Fact name={<Trans>Owner</Trans>}>{it.owner}</Fact>}
      </dl>
    </header>
  )
}

/** Everybody under what they have to say. */
function People({ people }: { readonly people: readonly OpportunityPerson[] }) {
  const { i18n } = useLingui()
  return (
    <section className="section" data-people={people.length}>
      <h2 className="section-title">
        <Plural value={people.length} one="# person" other="# people" />
      </h2>
      {opportunityRoles.map((role) => {
        const those = people.filter((person) => person.role === role)
        if (those.length === 0) return null
        return (
          <div key={role} className="role-group" data-role={role}>
            <h3 className="role-name">{i18n._(roleWords[role])}</h3>
            <ul className="rows">
              {those.map((person) => (
                <PersonRow
                  key={person.contactId}
                  id={person.contactId}
                  name={person.name}
                  title={person.title}
                  phone={
                    person.phone === null
                      ? null
                      : { number: person.phone.e164, display: person.phone.display }
                  }
                />
              ))}
            </ul>
          </div>
        )
      })}
    </section>
  )
}
