import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '#app/api.ts'
import { useFormats } from '#app/session.tsx'
import { Icon } from '#ui/icon.tsx'
import { Money } from './money.tsx'
import { PersonRow } from './person-row.tsx'
import { opportunityStatusWords, stageWords } from './words.ts'

interface Owner {
  readonly contactId?: string
  readonly accountId?: string
}

interface ActionsProps {
  readonly contact?: string | undefined
  readonly account?: string | undefined
  readonly case?: string | undefined
}

/** What can be begun with a record. */
export function RecordActions(of: ActionsProps) {
  const search = Object.fromEntries(Object.entries(of).filter(([, id]) => id !== undefined)) as never
  const action = (kind: string, words: React.ReactNode) => (
    <Link to="/new/$kind" params={{ kind }} search={search} className="button button-plain button-small">
      <Icon name="plus" size={16} />
      {words}
    </Link>
  )
  return (
    <>
      {of.case === undefined ? action('case', <Trans>New case</Trans>) : null}
      {action('task', <Trans>New task</Trans>)}
      {of.case === undefined ? action('opportunity', <Trans>New opportunity</Trans>) : null}
      {of.case === undefined && of.contact === undefined
        ? action('contact', <Trans>New contact</Trans>)
        : null}
    </>
  )
}

/** Opportunities of a contact or an account; nothing is shown where there are none. */
export function Opportunities({ of }: { readonly of: Owner }) {
  const { i18n } = useLingui()
  const formats = useFormats()
  const { data } = useQuery({
    queryKey: ['opportunities', of],
    queryFn: async ({ signal }) => api.listOpportunities({ query: of, signal }),
  })
  if (data === undefined || data.items.length === 0) return null
  return (
    <section className="section" data-section="opportunities">
      <h2 className="section-title">
        <Trans>Opportunities</Trans>
        <span className="count">{data.items.length}</span>
      </h2>
      <ul className="rows">
        {data.items.map((it) => (
          <li key={it.id} className="row">
            <span className="row-main">
              <span className="row-title">
                <Link to="/opportunities/$id" params={{ id: it.id }} className="link">
                  <bdi>{it.name}</bdi>
                </Link>
                <Money amount={it.amount} currency={it.currency} />
              </span>
              <small>
                <span>{i18n._(opportunityStatusWords[it.status])}</span>
                <span>{i18n._(stageWords[it.stage])}</span>
                {it.closeOn === null ? null : <time dateTime={it.closeOn}>{formats.date(it.closeOn)}</time>}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Who works for a company, each with a number to call. */
export function PeopleOf({ accountId }: { readonly accountId: string }) {
  const { data } = useQuery({
    queryKey: ['contacts', { accountId }],
    queryFn: async ({ signal }) => api.listContacts({ query: { accountId, limit: 50 }, signal }),
  })
  if (data === undefined || data.items.length === 0) return null
  return (
    <section className="section" data-section="people">
      <h2 className="section-title">
        <Trans>Contacts</Trans>
        <span className="count">{data.items.length}</span>
      </h2>
      <ul className="rows">
        {data.items.map((it) => {
          const [phone] = it.phones
          return (
            <PersonRow
              key={it.id}
              id={it.id}
              name={it.name}
              title={it.title}
              phone={
                phone === undefined ? null : { number: phone.e164 ?? phone.text, display: phone.display }
              }
            />
          )
        })}
      </ul>
    </section>
  )
}
