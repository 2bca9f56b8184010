import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import {
  componentKinds,
  newComponent,
  type ComponentKind,
  type RouteReply,
  type TemplateComponent,
  type TemplateDetail,
} from '@hookswitch/contract'
import { Answered } from '#admin/admin-page.tsx'
import { useSay } from '#admin/use-say.ts'
import { api } from '#app/api.ts'
import { LeaveGuard } from '#app/leave-guard.tsx'
import { kindWords } from '#templates/words.ts'
import { Button } from '#ui/button.tsx'
import { CheckBox } from '#ui/check-box.tsx'
import { Picker } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import { Icon } from '#ui/icon.tsx'
import { ActionsForm } from './actions-form.tsx'
import { ComponentForm, type Surroundings } from './component-form.tsx'
import { Preview } from './preview.tsx'
import { Sortable } from './sortable.tsx'
import { useEditor } from './use-editor.ts'
import { useFields, useScripts, useTemplates } from './use-templates.ts'
import { Versions } from './versions.tsx'
import './template-editor.css'

/** One template: what it shows, whose it is, its versions. */
export function TemplatePage() {
  const { id = '' } = useParams({ strict: false })
  const detail = useQuery({
    queryKey: ['templateDetail', id],
    queryFn: async ({ signal }) => api.readTemplate({ params: { id }, signal }),
    staleTime: Infinity,
    gcTime: 0,
  })
  const list = useTemplates()
  const scripts = useScripts()
  const fields = useFields()
  return (
    <article className="admin-page">
      <Link to="/admin/templates" className="admin-back">
        <Icon name="back" size={16} />
        <Trans>All templates</Trans>
      </Link>
      <Answered of={detail}>
        {(data) => (
          <Answered of={list}>
            {({ languages, groups }) => (
              <Editor
                key={data.id}
                detail={data}
                groups={groups}
                around={{ languages, scripts: scripts.data?.items ?? [], fields: fields.data?.items ?? [] }}
              />
            )}
          </Answered>
        )}
      </Answered>
    </article>
  )
}

interface EditorProps {
  readonly detail: TemplateDetail
  readonly groups: RouteReply<'listTemplates'>['groups']
  readonly around: Surroundings
}

function Editor({ detail, groups, around }: EditorProps) {
  const { t } = useLingui()
  const editor = useEditor(detail)
  const { edited, saved } = editor
  return (
    <>
      <h1 className="admin-title" tabIndex={-1}>
        <bdi>{saved.name}</bdi>
      </h1>
      <Bar editor={editor} />
      <LeaveGuard isDirty={editor.isDirty} />
      <div className="template-editor">
        <div className="template-parts">
          <Field
            label={t`Name`}
            name="template-name"
            value={edited.name}
            maxLength={100}
            onChange={(name) => {
              editor.change({ name })
            }}
          />
          <Groups
            groups={groups}
            chosen={edited.groupIds}
            onChange={(groupIds) => {
              editor.change({ groupIds })
            }}
          />
          <Components
            components={edited.draft.components}
            around={around}
            onChange={(components) => {
              editor.change({ draft: { ...edited.draft, components: [...components] } })
            }}
          />
          <ActionsForm
            actions={edited.draft.actions}
            onChange={(actions) => {
              editor.change({ draft: { ...edited.draft, actions } })
            }}
          />
          <h2 className="section-title">
            <Trans>Versions</Trans>
          </h2>
          <Versions
            detail={saved}
            isBusy={editor.busy}
            onRollBack={(version) => {
              void editor.rollBack(version)
            }}
          />
        </div>
        <Preview template={edited.draft} around={around} />
      </div>
    </>
  )
}

/** What to do with what was written, and how it stands. */
function Bar({ editor }: { readonly editor: ReturnType<typeof useEditor> }) {
  const { isDirty, busy, saved, problem, isConflict } = editor
  return (
    <div className="template-bar">
      <Button
        tone="main"
        isPending={busy}
        isDisabled={!isDirty && !saved.changed}
        data-act="publish"
        onPress={() => {
          void editor.publish()
        }}
      >
        <Trans>Publish</Trans>
      </Button>
      <Button
        isDisabled={!isDirty || busy}
        data-act="save"
        onPress={() => {
          void editor.save()
        }}
      >
        <Trans>Save as draft</Trans>
      </Button>
      <Button tone="quiet" isDisabled={!isDirty || busy} onPress={editor.discard}>
        <Trans>Discard</Trans>
      </Button>
      <span
        role="status"
        className="field-hint"
        data-state={isDirty ? 'dirty' : saved.changed ? 'draft' : 'published'}
      >
        {isDirty ? (
          <Trans>Not saved yet</Trans>
        ) : saved.changed ? (
          <Trans>Saved as a draft: nobody sees it until it is published</Trans>
        ) : (
          <Trans>Published: the next call is shown by it</Trans>
        )}
      </span>
      <p className="form-problem" role="alert">
        {problem}
      </p>
      {isConflict ? (
        <Button
          size="small"
          onPress={() => {
            void editor.reread()
          }}
        >
          <Trans>Read it again and lose what is not saved</Trans>
        </Button>
      ) : null}
    </div>
  )
}

interface GroupsProps {
  readonly groups: EditorProps['groups']
  readonly chosen: readonly string[]
  readonly onChange: (ids: readonly string[]) => void
}

function Groups({ groups, chosen, onChange }: GroupsProps) {
  return (
    <fieldset className="component-form">
      <legend className="section-title">
        <Trans>Whose pop it is</Trans>
      </legend>
      {groups.length === 0 ? (
        <p className="quiet-note">
          <Trans>There is no group yet.</Trans>
        </p>
      ) : (
        groups.map(({ id, name }) => (
          <CheckBox
            key={id}
            isOn={chosen.includes(id)}
            onChange={(isOn) => {
              onChange(isOn ? [...chosen, id] : chosen.filter((one) => one !== id))
            }}
          >
            <bdi>{name}</bdi>
          </CheckBox>
        ))
      )}
    </fieldset>
  )
}

interface ComponentsProps {
  readonly components: readonly TemplateComponent[]
  readonly around: Surroundings
  readonly onChange: (components: readonly TemplateComponent[]) => void
}

/** The components in their order, and the details of the one that is chosen. */
function Components({ components, around, onChange }: ComponentsProps) {
  const { t } = useLingui()
  const say = useSay()
  const [chosen, setChosen] = useState<string | null>(components[0]?.id ?? null)
  const open = components.find(({ id }) => id === chosen)
  const items = components.map((it) => ({ id: it.id, text: say(kindWords[it.kind]) }))
  const add = (kind: ComponentKind): void => {
    const made = newComponent(kind, freeName(kind, components))
    onChange([...components, made])
    setChosen(made.id)
  }
  return (
    <section className="component-form" data-form="components">
      <h2 className="section-title">
        <Trans>What it shows, in this order</Trans>
      </h2>
      <Sortable
        label={t`Components`}
        items={items}
        chosen={chosen}
        onChoose={setChosen}
        onOrder={(ids) => {
          onChange(ids.flatMap((id) => components.filter((it) => it.id === id)))
        }}
      >
        {(item) => (
          <>
            <span className="sort-name">{item.text}</span>
            <Button
              size="small"
              tone="quiet"
              icon="close"
              iconOnly
              aria-label={t`Remove ${item.text}`}
              isDisabled={components.length === 1}
              onPress={() => {
                onChange(components.filter(({ id }) => id !== item.id))
              }}
            />
          </>
        )}
      </Sortable>
      <AddComponent onAdd={add} />
      {open === undefined ? null : (
        <ComponentForm
          key={open.id}
          it={open}
          around={around}
          onChange={(next) => {
            onChange(components.map((it) => (it.id === next.id ? next : it)))
          }}
        />
      )}
    </section>
  )
}

function AddComponent({ onAdd }: { readonly onAdd: (kind: ComponentKind) => void }) {
  const say = useSay()
  const [kind, setKind] = useState<ComponentKind>('script')
  return (
    <div className="admin-tools">
      <Picker
        label={<Trans>Another component</Trans>}
        value={kind}
        options={componentKinds.map((id) => ({ id, text: say(kindWords[id]) }))}
        onChange={setKind}
      />
      <Button
        icon="plus"
        data-act="add"
        onPress={() => {
          onAdd(kind)
        }}
      >
        <Trans>Add</Trans>
      </Button>
    </div>
  )
}

function freeName(kind: ComponentKind, components: readonly TemplateComponent[]): string {
  let nth = 1
  while (components.some(({ id }) => id === (nth === 1 ? kind : `${kind}-${nth}`))) nth += 1
  return nth === 1 ? kind : `${kind}-${nth}`
}
