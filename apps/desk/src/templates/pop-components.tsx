import { Trans } from '@lingui/react/macro'
import { scriptFor, type ListedKind, type TemplateComponent } from '@hookswitch/contract'
import type { ReactNode } from 'react'
import { CaseTable } from '#records/case-table.tsx'
import {
  Activities,
  countOf,
  isThere,
  List,
  Nothing,
  Section,
  Tasks,
  type Loaded,
} from '#records/related.tsx'
import { AccountFacts } from './account-facts.tsx'
import { linesOf, type Drawing } from './drawing.ts'
import { FieldValuesForm } from './field-values.tsx'
import { LinkList } from './link-list.tsx'
import { More } from './more.tsx'
import { Opportunities } from './opportunities.tsx'
import { ScriptText } from './script-text.tsx'
import { labelFor, useLabel } from './use-label.ts'
import { WebPanel } from './web-panel.tsx'
import './templates.css'

interface PopComponentsProps {
  readonly drawing: Drawing
  /** Those of the template that are to be seen now, in its order. */
  readonly components: readonly TemplateComponent[]
  /** The head of the pop, which stands where the template has the caller. */
  readonly head: ReactNode
}

/** The components of a pop in their lines. */
export function PopComponents({ drawing, components, head }: PopComponentsProps) {
  const seen = components.filter((it) => isShown(it, drawing))
  return linesOf(seen).map((line) => (
    <div key={line[0]?.id} className="template-line" data-widths={line.map(({ width }) => width).join(' ')}>
      {line.map((it) => (
        <div key={it.id} className="template-part" data-component={it.kind} data-part={it.id}>
          {it.kind === 'caller' ? head : <Component it={it} drawing={drawing} />}
        </div>
      ))}
    </div>
  ))
}

/** Known from the first moment on: nothing comes or goes while the caller is looked for. */
function isShown(it: TemplateComponent, { mine, call, match, pop }: Drawing): boolean {
  switch (it.kind) {
    case 'script':
      return scriptFor(it, mine, call.queue) !== null
    case 'customFields':
      return it.subject === 'call' || it.subject === 'case' || pop === null || match?.[it.subject] != null
    default:
      return true
  }
}

function Component({ it, drawing }: { readonly it: TemplateComponent; readonly drawing: Drawing }) {
  const title = useLabel(it, drawing.mine)
  switch (it.kind) {
    case 'caller':
      return null
    case 'account':
    case 'cases':
    case 'opportunities':
    case 'tasks':
    case 'history':
      return <OfCustomer it={it} drawing={drawing} title={title} />
    default:
      return (
        <Section title={title}>
          <OfCall it={it} drawing={drawing} title={title} />
        </Section>
      )
  }
}

interface OfCustomerProps {
  readonly it: Extract<TemplateComponent, { kind: Exclude<ListedKind, 'caller'> }>
  readonly drawing: Drawing
  readonly title: string
}

/** What is known of the customer. */
function OfCustomer({ it, drawing, title }: OfCustomerProps) {
  const { pop, match, mine } = drawing
  switch (it.kind) {
    case 'account':
      return (
        <Section title={title}>
          <AccountFacts it={it} account={match?.account ?? null} mine={mine} isLoading={pop === null} />
        </Section>
      )
    case 'cases':
      return <Cases it={it} drawing={drawing} title={title} />
    case 'opportunities':
      return (
        <Items title={title} of={pop === null ? undefined : (pop.opportunities ?? [])} rows={it.rows}>
          {(items) => <Opportunities items={items} columns={it.columns.map(({ field }) => field)} />}
        </Items>
      )
    case 'tasks':
      return (
        <Items title={title} of={pop?.tasks} rows={it.rows}>
          {(items) => (
            <Tasks items={items} shows={(column) => it.columns.some(({ field }) => field === column)} />
          )}
        </Items>
      )
    case 'history':
      return (
        <Items title={title} of={pop?.activities} rows={it.rows} uncounted>
          {(items) => (
            <Activities items={items} shows={(column) => it.columns.some(({ field }) => field === column)} />
          )}
        </Items>
      )
  }
}

interface OfCallProps {
  readonly it: Exclude<TemplateComponent, { kind: ListedKind }>
  readonly drawing: Drawing
  readonly title: string
}

/** What goes with the call. */
function OfCall({ it, drawing, title }: OfCallProps) {
  const { call, mine } = drawing
  switch (it.kind) {
    case 'notes':
      return call.notes.text === '' ? (
        <NothingNoted />
      ) : (
        <bdi className="template-notes">{call.notes.text}</bdi>
      )
    case 'script':
      return <ScriptText text={scriptFor(it, mine, call.queue) ?? ''} facts={drawing.facts} />
    case 'customFields':
      return <FieldValuesForm it={it} drawing={drawing} />
    case 'webPanel':
      return <WebPanel it={it} drawing={drawing} title={title} />
    case 'links':
      return <LinkList it={it} drawing={drawing} />
  }
}

function NothingNoted() {
  return (
    <p className="quiet-note">
      <Trans>Nothing was written down yet.</Trans>
    </p>
  )
}

interface CasesProps {
  readonly it: Extract<TemplateComponent, { kind: 'cases' }>
  readonly drawing: Drawing
  readonly title: string
}

function Cases({ it, drawing: { pop, mine }, title }: CasesProps) {
  const cases = pop?.cases
  const columns = it.columns.map(({ field, labels }) => ({ field, label: labelFor(labels, mine) }))
  return (
    <Section title={title} count={countOf(cases)}>
      <List of={cases} lines={4}>
        {(items) =>
          items.length === 0 ? <Nothing /> : <CaseTable cases={items} columns={columns} rows={it.rows} />
        }
      </List>
    </Section>
  )
}

interface ItemsProps<Item> {
  readonly title: string
  readonly of: Loaded<Item>
  readonly rows: number
  /** What is cut off at the server anyway has no number of its own. */
  readonly uncounted?: boolean
  readonly children: (items: readonly Item[]) => ReactNode
}

function Items<Item>({ title, of, rows, uncounted = false, children }: ItemsProps<Item>) {
  return (
    <Section title={title} count={uncounted ? undefined : countOf(of)}>
      <List of={of} lines={isThere(of) ? 0 : 3}>
        {(items) => (
          <More items={items} rows={rows}>
            {children}
          </More>
        )}
      </List>
    </Section>
  )
}
