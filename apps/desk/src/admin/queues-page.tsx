import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { queueFields, type Queue } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { Picker } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import { DraftField } from './draft-field.tsx'
import { ListPage, type Keeping } from './list-page.tsx'
import { News } from './news.tsx'
import type { Draft } from './use-draft.ts'
import { useLinks, useQueues } from './use-organisation.ts'

type Values = Pick<Queue, 'name' | 'link' | 'number' | 'wrapUpSeconds'>

const keeping: Keeping<Queue, Values> = {
  form: 'queue',
  shape: queueFields,
  valuesOf: ({ name, link, number, wrapUpSeconds }) => ({ name, link, number, wrapUpSeconds }),
  list: api.listQueues,
  create: async (body) => api.createQueue({ body }),
  change: async ({ id }, body) => api.changeQueue({ params: { id }, body }),
  remove: async ({ id, version }) => api.deleteQueue({ params: { id }, query: { version } }),
}

/** Queues by their number at a telephone system: what people call them, and what holds for their calls. */
export function QueuesPage() {
  const { t } = useLingui()
  const links = (useLinks().data ?? []).map(({ name }) => name)
  return (
    <ListPage
      keeping={keeping}
      title={<Trans>Queues</Trans>}
      about={
        <Trans>
          The telephone system gives calls to agents; here its queues get names, and time to write after a
          call.
        </Trans>
      }
      newOne={t`New queue`}
      things={useQueues()}
      label={t`Queues`}
      columns={[
        { id: 'name', head: t`Name` },
        { id: 'number', head: t`Number` },
        { id: 'link', head: t`Telephone system` },
        { id: 'wrapUp', head: t`Wrap-up` },
      ]}
      cellsOf={(queue) => [
        <bdi key="name">{queue.name}</bdi>,
        <bdi key="number">{queue.number}</bdi>,
        <bdi key="link">{queue.link}</bdi>,
        queue.wrapUpSeconds === 0 ? (
          <Trans key="none">none</Trans>
        ) : (
          <Plural key="some" value={queue.wrapUpSeconds} one="# second" other="# seconds" />
        ),
      ]}
      empty={<Trans>There is no queue yet.</Trans>}
      blank={{ name: '', link: links[0] ?? '', number: '', wrapUpSeconds: 0 }}
    >
      {(draft) => <QueueForm draft={draft} links={links} />}
    </ListPage>
  )
}

interface QueueFormProps {
  readonly draft: Draft<Values>
  readonly links: readonly string[]
}

function QueueForm({ draft, links }: QueueFormProps) {
  const { t } = useLingui()
  const { values, set, error, news } = draft
  const names = [...new Set([...links, values.link])].filter((name) => name !== '')
  return (
    <>
      <DraftField draft={draft} name="name" label={t`Name`} />
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
      <DraftField draft={draft} name="number" label={t`Number`} inputMode="tel" />
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
