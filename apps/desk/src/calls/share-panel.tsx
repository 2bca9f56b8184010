import { useRef, useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CallView, EntryShare } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { problemText } from '#app/problem-words.ts'
import { useFormats } from '#app/session.tsx'
import { useNow } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'
import type { NotesKeeper } from './notes-keeper.ts'
import { NotesArea } from './notes-field.tsx'
import { isUp } from './select-call.ts'

/** Links that were made on this page: the server tells each of them once. */
const links = new Map<string, string>()
const keyOf = (callId: string) => ['shares', callId] as const
/** How soon the agent hears that the caller has opened the page. */
const lookAgainMs = 4_000

interface ShareProps {
  readonly call: CallView
  readonly keeper: NotesKeeper
}

/** What the caller is shown: a text of its own, behind a link that the agent sends by his own means. Never the notes. */
export function SharePanel({ call, keeper }: ShareProps) {
  const [isOpen, setOpen] = useState(false)
  const shares = useShares(call.id, isOpen)
  const current = shares.find(({ open }) => open)
  return (
    <details
      className="notes-more"
      data-share={current === undefined ? 'none' : 'open'}
      onToggle={(event) => {
        setOpen(event.currentTarget.open)
      }}
    >
      <summary>
        <Trans>For the caller</Trans>
        {current === undefined ? null : (
          <span className="share-mark">
            <Trans>Link is open</Trans>
          </span>
        )}
      </summary>
      <SharedText keeper={keeper} />
      {current === undefined ? <MakeLink call={call} /> : <OpenLink call={call} share={current} />}
      <ShareStory shares={shares} />
    </details>
  )
}

function useShares(callId: string, isOpen: boolean): readonly EntryShare[] {
  const { data } = useQuery({
    queryKey: keyOf(callId),
    queryFn: async ({ signal }) => (await api.listShares({ params: { id: callId }, signal })).items,
    refetchInterval: (query) => (query.state.data?.some(({ open }) => open) === true ? lookAgainMs : false),
    enabled: isOpen,
  })
  return data ?? []
}

function SharedText({ keeper }: { readonly keeper: NotesKeeper }) {
  const { t } = useLingui()
  return (
    <>
      <label className="field-label" htmlFor="notes-shared">
        <Trans>What the caller sees</Trans>
      </label>
      <NotesArea
        keeper={keeper}
        name="shared"
        id="notes-shared"
        className="input share-text"
        placeholder={t`Only what stands here. Your notes stay with you.`}
        maxLength={5_000}
      />
      <div className="share-tools">
        <Button
          size="small"
          tone="quiet"
          data-share-take=""
          onPress={() => {
            takeSelection(keeper)
          }}
        >
          <Trans>Copy the selected notes here</Trans>
        </Button>
      </div>
    </>
  )
}

/** What is selected in the notes comes to the end of what the caller sees; with nothing selected nothing does. */
function takeSelection(keeper: NotesKeeper): void {
  const field = document.querySelector<HTMLTextAreaElement>('#notes')
  if (field === null) return
  const chosen = field.value.slice(field.selectionStart, field.selectionEnd).trim()
  const shared = keeper.text('shared')
  if (chosen !== '') shared.insert(shared.length, `${shared.length === 0 ? '' : '\n'}${chosen}`)
}

function MakeLink({ call }: { readonly call: CallView }) {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const make = useMutation({
    mutationFn: async () => api.createShare({ params: { id: call.id } }),
    onSuccess: async ({ token, share }) => {
      links.set(share.id, `${window.location.origin}/guest#${token}`)
      await queries.invalidateQueries({ queryKey: keyOf(call.id) })
    },
  })
  return (
    <div className="share-tools">
      <Button
        size="small"
        data-share-make=""
        isDisabled={!isUp(call) || make.isPending}
        onPress={() => {
          make.mutate()
        }}
      >
        <Trans>Make a link</Trans>
      </Button>
      <span className="quiet-note">
        {isUp(call) ? (
          <Trans>It works while the call is up and a few minutes longer.</Trans>
        ) : (
          <Trans>The call is over.</Trans>
        )}
      </span>
      {make.error === null ? null : (
        <p className="form-problem" role="alert">
          {problemText(i18n, make.error)}
        </p>
      )}
    </div>
  )
}

function OpenLink({ call, share }: { readonly call: CallView; readonly share: EntryShare }) {
  const { t, i18n } = useLingui()
  const queries = useQueryClient()
  const link = links.get(share.id)
  const revoke = useMutation({
    mutationFn: async () => api.revokeShare({ params: { id: call.id, share: share.id } }),
    onSettled: async () => queries.invalidateQueries({ queryKey: keyOf(call.id) }),
  })
  return (
    <>
      {link === undefined ? (
        <p className="quiet-note">
          <Trans>The link was made on another page. Make a new one if you need it; this one ends then.</Trans>
        </p>
      ) : (
        <SendLink call={call} link={link} />
      )}
      <div className="share-tools">
        <Button
          size="small"
          tone="bad"
          data-share-end=""
          isDisabled={revoke.isPending}
          onPress={() => {
            revoke.mutate()
          }}
        >
          <Trans>End the link</Trans>
        </Button>
        {link === undefined ? <MakeLink call={call} /> : null}
        <Seen share={share} />
      </div>
      {revoke.error === null ? null : (
        <p className="form-problem" role="alert" aria-label={t`The link was not ended`}>
          {problemText(i18n, revoke.error)}
        </p>
      )}
    </>
  )
}

/** By the agent's own means: the clipboard, his mail program, his telephone's messages. */
function SendLink({ call, link }: { readonly call: CallView; readonly link: string }) {
  const { t } = useLingui()
  const field = useRef<HTMLInputElement>(null)
  const [isCopied, setCopied] = useState(false)
  const text = t`What we spoke about: ${link}`
  const email = call.pop?.chosen?.contact?.email ?? ''
  const subject = t`Your call`
  const query = `subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text)}`
  const copy = async (): Promise<void> => {
    field.current?.select()
    try {
      await navigator.clipboard.writeText(link)
      setCopied(true)
    } catch {
      // A page over plain HTTP may not: it is selected, and one key copies it.
      setCopied(false)
    }
  }
  return (
    <div className="share-link">
      <input
        ref={field}
        id="share-link"
        className="input"
        type="url"
        readOnly
        value={link}
        aria-label={t`Link for the caller`}
        onFocus={(event) => {
          event.currentTarget.select()
        }}
      />
      <div className="share-tools">
        <Button size="small" onPress={() => void copy()}>
          {isCopied ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
        </Button>
        <a className="button button-plain button-small" href={`mailto:${encodeURIComponent(email)}?${query}`}>
          <Trans>E-mail</Trans>
        </a>
        <a
          className="button button-plain button-small"
          href={`sms:${call.other.e164 ?? ''}?&body=${encodeURIComponent(text)}`}
        >
          <Trans>Text message</Trans>
        </a>
      </div>
    </div>
  )
}

function Seen({ share }: { readonly share: EntryShare }) {
  const formats = useFormats()
  const now = useNow()
  const { views, lastViewedAt } = share
  const at = lastViewedAt === null ? '' : formats.moment(lastViewedAt, now)
  return (
    <span className="quiet-note" data-share-views={views} role="status">
      {views === 0 ? <Trans>Not opened yet</Trans> : <Trans>Opened, last {at}</Trans>}
    </span>
  )
}

/** Links that are over: part of the story of the call. */
function ShareStory({ shares }: { readonly shares: readonly EntryShare[] }) {
  const formats = useFormats()
  const now = useNow()
  const over = shares.filter(({ open }) => !open)
  if (over.length === 0) return null
  return (
    <ul className="share-story">
      {over.map(({ id, createdBy, createdAt, revokedAt, revokedBy, views }) => {
        const made = formats.moment(createdAt, now)
        const ended = revokedAt === null ? '' : formats.moment(revokedAt, now)
        return (
          <li key={id} data-share-over={views}>
            <Trans>
              {createdBy} made a link, {made}.
            </Trans>{' '}
            {views === 0 ? <Trans>It was not opened.</Trans> : <Trans>The caller opened it.</Trans>}{' '}
            {revokedAt === null ? (
              <Trans>It has run out.</Trans>
            ) : (
              <Trans>
                {revokedBy} ended it, {ended}.
              </Trans>
            )}
          </li>
        )
      })}
    </ul>
  )
}
