import type { ReactElement } from 'react'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { queueFields, type Queue } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { Button } from '#ui/button.tsx'
import { Picker } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import { AdminPage, AdminTable, Answered } from './admin-page.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { EditDialog } from './edit-dialog.tsx'
import { News } from './news.tsx'
import type { Draft } from './use-draft.ts'
import { latest, useLinks, useQueues, useRefresh } from './use-organisation.ts'

/** Queues by their number at a telephone system: what people call them, and what holds for their calls. */
export function QueuesPage() {
  const { t } = useLingui()
  const queues = useQueues()
  return (
    <AdminPage
      title={<Trans>Queues</Trans>}
      about={
        <Trans>
          The telephone system gives calls to agents; here its queues get names, and time to write after a
          call.
        </Trans>
      }
      action={<QueueDialog queue={null} trigger={<Button tone="main" icon="plus">{t`New queue`}</Button>} />}
    >
      <Answered of={queues}>
        {(items) => (
          <AdminTable
            label={t`Queues`}
            columns={[
              { id: 'name', head: t`Name` },
              { id: 'number', head: t`Number` },
              { id: 'link', head: t`Telephone system` },
              { id: 'wrapUp', head: t`Wrap-up` },
            ]}
            rows={items.map((queue) => ({
              key: queue.id,
              cells: [
                <bdi key="name">{queue.name}</bdi>,
                <bdi key="number">{queue.number}</bdi>,
                <bdi key="link">{queue.link}</bdi>,
                queue.wrapUpSeconds === 0 ? (
                  <Trans key="none">none</Trans>
                ) : (
                  <Plural key="some" value={queue.wrapUpSeconds} one="# second" other="# seconds" />
                ),
              ],
              actions: <Actions queue={queue} />,
            }))}
            empty={<Trans>There is no queue yet.</Trans>}
          />
        )}
      </Answered>
    </AdminPage>
  )
}

function Actions({ queue }: { readonly queue: Queue }) {
  const { t } = useLingui()
  const refresh = useRefresh()
  const { id, name, version } = queue
  return (
    <>
      <QueueDialog
        queue={queue}
        trigger={<Button size="small" aria-label={t`Change ${name}`}>{t`Change`}</Button>}
      />
      <DeleteDialog
        name={name}
        onDelete={async () => {
          await api.deleteQueue({ params: { id }, query: { version } })
          await refresh()
        }}
      />
    </>
  )
}

/** Seconds as they are typed. */
type Values = {
  readonly name: string
  readonly link: string
  readonly number: string
  readonly wrapUpSeconds: number
}
const valuesOf = ({ name, link, number, wrapUpSeconds }: Values): Values => ({
  name,
  link,
  number,
  wrapUpSeconds,
})

interface QueueDialogProps {
  readonly queue: Queue | null
  readonly trigger: ReactElement
}

function QueueDialog({ queue, trigger }: QueueDialogProps) {
  const { t } = useLingui()
  const refresh = useRefresh()
  const links = useLinks()
  const blank = { name: '', link: links.data?.[0]?.name ?? '', number: '', wrapUpSeconds: 0 }
  return (
    <EditDialog<Values>
      title={queue === null ? t`New queue` : t`Change ${queue.name}`}
      trigger={trigger}
      form="queue"
      initial={valuesOf(queue ?? blank)}
      version={queue?.version ?? null}
      shape={queueFields}
      save={async ({ values, changed, version }) => {
        if (queue === null) await api.createQueue({ body: values })
        else await api.changeQueue({ params: queue, body: { ...changed, version } })
        await refresh()
      }}
      reread={async () => {
        const now = await latest(api.listQueues, queue?.id)
        return now && { values: valuesOf(now), version: now.version }
      }}
    >
      {(draft) => <QueueForm draft={draft} links={(links.data ?? []).map(({ name }) => name)} />}
    </EditDialog>
  )
}

interface QueueFormProps {
  readonly draft: Draft<Values>
  readonly links: readonly string[]
}

function QueueForm({ draft: { values, set, error, news }, links }: QueueFormProps) {
  const { t } = useLingui()
  const names = [...new Set([...links, values.link])].filter((name) => name !== '')
  return (
    <>
      <div>
        <Field
          label={t`Name`}
          name="name"
          value={values.name}
          onChange={set('name')}
          error={error('name')}
          autoComplete="off"
        />
        <News of={news.name} />
      </div>
      <div>
        <Picker
          label={t`Telephone system`}
          value={values.link}
          options={names.map((id) => ({ id, text: id }))}
          onChange={set('link')}
        />
        <p className="field-error">{error('link')}</p>
        <News of={news.link} />
      </div>
      <div>
        <Field
          label={t`Number`}
          name="number"
          inputMode="tel"
          value={values.number}
          onChange={set('number')}
          error={error('number')}
          autoComplete="off"
        />
        <News of={news.number} />
      </div>
      <div>
        <Field
          label={t`Time for wrapping up, in seconds`}
          name="wrapUpSeconds"
          inputMode="numeric"
          value={Number.isNaN(values.wrapUpSeconds) ? '' : String(values.wrapUpSeconds)}
          onChange={(text) => {
            set('wrapUpSeconds')(text.trim() === '' ? Number.NaN : Number(text))
          }}
          error={error('wrapUpSeconds')}
          autoComplete="off"
        />
        <News of={news.wrapUpSeconds?.toString()} />
      </div>
    </>
  )
}
