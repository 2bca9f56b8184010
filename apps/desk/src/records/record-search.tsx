import { useDeferredValue, useState } from 'react'
import { useLingui } from '@lingui/react/macro'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text, type Key } from 'react-aria-components'
import { api } from '#app/api.ts'
import { shortcuts } from '#calls/shortcut-keys.ts'
import { Icon, type IconName } from '#ui/icon.tsx'

export type RecordKind = 'contact' | 'account' | 'case' | 'opportunity'

export interface Found {
  readonly kind: RecordKind
  readonly id: string
  readonly title: string
  readonly about: string
}

interface RecordSearchProps {
  readonly label: string
  readonly kinds: readonly RecordKind[]
  readonly onPick: (found: Found) => void
}

const icons: Readonly<Record<RecordKind, IconName>> = {
  contact: 'person',
  account: 'company',
  case: 'note',
  opportunity: 'opportunity',
}

/** Finds records by part of a name, a number, a subject; what is found drops down. */
export function RecordSearch({ label, kinds, onPick }: RecordSearchProps) {
  const { t } = useLingui()
  const [text, setText] = useState('')
  const { found, isDone } = useFound(text, kinds)
  const pick = (key: Key | null): void => {
    const picked = found.find((item) => keyOf(item) === key)
    if (picked === undefined) return
    setText('')
    onPick(picked)
  }
  return (
    <ComboBox
      className="search"
      inputValue={text}
      onInputChange={setText}
      items={found}
      value={null}
      onChange={pick}
      // The server has filtered already, by more than the text that is shown.
      defaultFilter={() => true}
      // Open from the first letter on: what is found later then has a place to appear in.
      allowsEmptyCollection={text.trim() !== ''}
      menuTrigger="input"
      allowsCustomValue
    >
      <Label className="visually-hidden">{label}</Label>
      <Icon name="search" size={16} />
      <Input
        className="input search-input"
        placeholder={label}
        autoComplete="off"
        {...(kinds.includes('case') ? { 'aria-keyshortcuts': shortcuts.search.aria } : {})}
      />
      <Popover className="popover search-popover">
        <ListBox<Found>
          className="list-box"
          renderEmptyState={() => <p className="quiet-note">{isDone ? t`Nothing found` : t`Searching…`}</p>}
        >
          {(item) => (
            <ListBoxItem id={keyOf(item)} textValue={item.title} className="list-item">
              <Icon name={icons[item.kind]} size={16} />
              <Text slot="label">
                <bdi>{item.title}</bdi>
              </Text>
              <Text slot="description">
                <bdi>{item.about}</bdi>
              </Text>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  )
}

const keyOf = (item: Found): string => `${item.kind}:${item.id}`

function useFound(
  text: string,
  kinds: readonly RecordKind[],
): { readonly found: readonly Found[]; readonly isDone: boolean } {
  const asked = useDeferredValue(text.trim())
  const { data, isFetching } = useQuery({
    queryKey: ['search', kinds.join(), asked],
    queryFn: async ({ signal }) => {
      const query = { search: asked, limit: 6 }
      // What one list cannot say now takes nothing away from the others.
      const lists = await Promise.allSettled(kinds.map(async (kind) => search[kind](query, signal)))
      const [failed] = lists.filter((list) => list.status === 'rejected')
      if (failed !== undefined && lists.every(({ status }) => status === 'rejected')) throw failed.reason
      return lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []))
    },
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  })
  return { found: asked === '' ? [] : (data ?? []), isDone: !isFetching && asked === text.trim() }
}

type Query = { readonly search: string; readonly limit: number }

const search: Readonly<Record<RecordKind, (query: Query, signal: AbortSignal) => Promise<readonly Found[]>>> =
  {
    contact: async (query, signal) =>
      (await api.listContacts({ query, signal })).items.map((it) => ({
        kind: 'contact',
        id: it.id,
        title: it.name,
        about: [it.accountName, it.phones[0]?.display].filter((part) => part != null).join(' · '),
      })),
    account: async (query, signal) =>
      (await api.listAccounts({ query, signal })).items.map((it) => ({
        kind: 'account',
        id: it.id,
        title: it.name,
        about: [it.number, it.city].filter((part) => part !== null).join(' · '),
      })),
    case: async (query, signal) =>
      (await api.listCases({ query, signal })).items.map((it) => ({
        kind: 'case',
        id: it.id,
        title: it.subject,
        about: [it.number, it.contactName].filter((part) => part !== null).join(' · '),
      })),
    opportunity: async (query, signal) =>
      (await api.listOpportunities({ query, signal })).items.map((it) => ({
        kind: 'opportunity',
        id: it.id,
        title: it.name,
        about: it.accountName ?? '',
      })),
  }
