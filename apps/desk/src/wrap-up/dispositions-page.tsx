import { useState, type ReactElement } from 'react'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Disposition, Queue, WrapUpRule } from '@hookswitch/contract'
import { AdminPage, AdminTable, Answered } from '#admin/admin-page.tsx'
import { useQueues } from '#admin/use-organisation.ts'
import { api } from '#app/api.ts'
import { FormDialog } from '#app/form-dialog.tsx'
import { problemText } from '#app/problem-words.ts'
import { Button } from '#ui/button.tsx'
import { CheckBox } from '#ui/check-box.tsx'
import { Field } from '#ui/field.tsx'
import { DispositionEditor } from './disposition-editor.tsx'
import { useLabelOf } from './use-call-logs.ts'
import './wrap-up.css'

const listKey = ['dispositions'] as const
const rulesKey = ['wrapUpRules'] as const

/** How calls can be said to have come out, and after which calls that must be said. */
export function DispositionsPage() {
  const { t } = useLingui()
  const queues = useQueues()
  const list = useQuery({
    queryKey: [...listKey, 'all'],
    queryFn: async ({ signal }) => (await api.listDispositions({ signal })).items,
  })
  const next = 1 + Math.max(-1, ...(list.data ?? []).map(({ position }) => position))
  return (
    <AdminPage
      title={<Trans>Dispositions</Trans>}
      about={
        <Trans>
          What agents say of a call when it is over. What calls were given stays with them for good.
        </Trans>
      }
      action={
        <EditorDialog
          disposition={null}
          position={next}
          queues={queues.data ?? []}
          trigger={<Button tone="main" icon="plus">{t`New disposition`}</Button>}
        />
      }
    >
      <Answered of={list}>{(items) => <List items={items} queues={queues.data ?? []} />}</Answered>
      <Rules />
    </AdminPage>
  )
}

interface EditorDialogProps {
  readonly disposition: Disposition | null
  readonly position: number
  readonly queues: readonly Queue[]
  readonly trigger: ReactElement
}

function EditorDialog({ trigger, ...editor }: EditorDialogProps) {
  const { t } = useLingui()
  const queries = useQueryClient()
  return (
    <FormDialog
      title={editor.disposition === null ? t`New disposition` : t`Change the disposition`}
      trigger={trigger}
    >
      {({ setDirty, close }) => (
        <DispositionEditor
          {...editor}
          onDirty={setDirty}
          onSaved={async () => {
            await queries.invalidateQueries({ queryKey: listKey })
            close()
          }}
        />
      )}
    </FormDialog>
  )
}

interface ListProps {
  readonly items: readonly Disposition[]
  readonly queues: readonly Queue[]
}

function List({ items, queues }: ListProps) {
  const { t } = useLingui()
  const labelOf = useLabelOf()
  const change = useChange()
  const names = new Map(queues.map(({ id, name }) => [id, name]))
  return (
    <>
      <AdminTable
        label={t`Dispositions`}
        columns={[
          { id: 'name', head: t`Name` },
          { id: 'queues', head: t`For` },
          { id: 'fields', head: t`Asked beside it` },
          { id: 'active', head: t`Offered` },
        ]}
        rows={items.map((it, at) => ({
          key: it.id,
          cells: [
            <bdi key="name">{labelOf(it.labels, it.id)}</bdi>,
            it.queueIds.length === 0 ? (
              <Trans key="all">every call</Trans>
            ) : (
              <bdi key="queues">{it.queueIds.map((id) => names.get(id) ?? id).join(', ')}</bdi>
            ),
            it.fields.length === 0 ? (
              <Trans key="nothing">nothing</Trans>
            ) : (
              <Plural key="some" value={it.fields.length} one="# question" other="# questions" />
            ),
            it.active ? <Trans key="yes">yes</Trans> : <Trans key="no">no</Trans>,
          ],
          actions: <Actions it={it} before={items[at - 1]} queues={queues} change={change} />,
        }))}
        empty={<Trans>There is no disposition yet.</Trans>}
      />
      <p className="form-problem" role="alert">
        {change.problem}
      </p>
    </>
  )
}

interface Change {
  readonly problem: string | null
  readonly busy: boolean
  readonly put: (changes: readonly { readonly id: string; readonly body: Partial<Disposition> }[]) => void
}

function useChange(): Change {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  return {
    problem,
    busy,
    put: (changes) => {
      setBusy(true)
      setProblem(null)
      void Promise.all(changes.map(async ({ id, body }) => api.changeDisposition({ params: { id }, body })))
        .catch((error: unknown) => {
          setProblem(problemText(i18n, error))
        })
        .then(async () => queries.invalidateQueries({ queryKey: listKey }))
        .finally(() => {
          setBusy(false)
        })
    },
  }
}

interface ActionsProps {
  readonly it: Disposition
  /** The one that stands above it. */
  readonly before: Disposition | undefined
  readonly queues: readonly Queue[]
  readonly change: Change
}

function Actions({ it, before, queues, change }: ActionsProps) {
  const { t } = useLingui()
  const name = useLabelOf()(it.labels, it.id)
  return (
    <>
      <EditorDialog
        disposition={it}
        position={it.position}
        queues={queues}
        trigger={<Button size="small" aria-label={t`Change ${name}`}>{t`Change`}</Button>}
      />
      <Button
        size="small"
        tone="quiet"
        aria-label={t`Move ${name} up`}
        isDisabled={before === undefined || change.busy}
        onPress={() => {
          if (before === undefined) return
          const [above, below] = [before.position, Math.max(it.position, before.position + 1)]
          change.put([
            { id: it.id, body: { position: above } },
            { id: before.id, body: { position: below } },
          ])
        }}
      >{t`Up`}</Button>
      <Button
        size="small"
        tone="quiet"
        aria-label={it.active ? t`Offer ${name} no more` : t`Offer ${name} again`}
        isDisabled={change.busy}
        onPress={() => {
          change.put([{ id: it.id, body: { active: !it.active } }])
        }}
      >
        {it.active ? t`Offer no more` : t`Offer again`}
      </Button>
    </>
  )
}

/** After which calls a disposition must be given. */
function Rules() {
  const { t } = useLingui()
  const rules = useQuery({
    queryKey: rulesKey,
    queryFn: async ({ signal }) => (await api.listWrapUpRules({ signal })).items,
  })
  return (
    <section className="section">
      <h2 className="section-title">
        <Trans>After calls of</Trans>
      </h2>
      <Answered of={rules}>
        {(items) => (
          <AdminTable
            label={t`What is wanted after calls`}
            columns={[
              { id: 'queue', head: t`Queue` },
              { id: 'required', head: t`Disposition` },
              { id: 'seconds', head: t`Time for it, in seconds` },
            ]}
            rows={items.map((rule) => ({
              key: rule.queueId ?? 'others',
              cells: [
                rule.queue === null ? (
                  <Trans key="others">all other calls</Trans>
                ) : (
                  <bdi key="queue">{rule.queue}</bdi>
                ),
                <Required key="required" rule={rule} />,
                <Seconds key={`seconds ${rule.seconds}`} rule={rule} />,
              ],
            }))}
            empty={null}
          />
        )}
      </Answered>
    </section>
  )
}

function useSetRule(rule: WrapUpRule) {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const [problem, setProblem] = useState<string | null>(null)
  const set = (change: Partial<Pick<WrapUpRule, 'required' | 'seconds'>>): void => {
    setProblem(null)
    const { queueId, required, seconds } = { ...rule, ...change }
    api.setWrapUpRule({ body: { queueId, required, seconds } }).then(
      ({ items }) => {
        queries.setQueryData(rulesKey, items)
      },
      (error: unknown) => {
        setProblem(problemText(i18n, error))
      },
    )
  }
  return { set, problem }
}

function Required({ rule }: { readonly rule: WrapUpRule }) {
  const { set, problem } = useSetRule(rule)
  return (
    <>
      <CheckBox
        isOn={rule.required}
        name={`required-${rule.queueId ?? 'others'}`}
        onChange={(required) => {
          set({ required })
        }}
      >
        <Trans>must be given</Trans>
      </CheckBox>
      <span className="bad-text" role="alert">
        {problem}
      </span>
    </>
  )
}

/** Of a queue it is set with the queue. */
function Seconds({ rule }: { readonly rule: WrapUpRule }) {
  const { t } = useLingui()
  const { set, problem } = useSetRule(rule)
  const [text, setText] = useState(String(rule.seconds))
  if (rule.queueId !== null) return <Plural value={rule.seconds} one="# second" other="# seconds" />
  const seconds = Number(text)
  const isWrong = !Number.isInteger(seconds) || seconds < 0 || seconds > 3_600
  return (
    <Field
      label={t`Seconds`}
      hideLabel
      inputMode="numeric"
      value={text}
      onChange={setText}
      onBlur={() => {
        if (!isWrong && seconds !== rule.seconds) set({ seconds })
      }}
      autoComplete="off"
      error={isWrong ? t`A whole number up to 3600.` : problem}
    />
  )
}
