import type { ReactElement } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { languages, locationFields, type Location } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useMe } from '#app/session.tsx'
import { Button } from '#ui/button.tsx'
import { Picker } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import { SearchPicker } from '#ui/search-picker.tsx'
import { AdminPage, AdminTable, Answered } from './admin-page.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { EditDialog } from './edit-dialog.tsx'
import { News } from './news.tsx'
import { countryName, countryOptions, languageName, timeZoneOptions } from './places.ts'
import type { Draft } from './use-draft.ts'
import { latest, useLocations, useRefresh } from './use-organisation.ts'

/** Where users work: language, country and time zone of their page follow from it. */
export function LocationsPage() {
  const { t, i18n } = useLingui()
  const locations = useLocations()
  return (
    <AdminPage
      title={<Trans>Locations</Trans>}
      about={
        <Trans>
          Language, dates, times and numbers of a user are those of the location, unless the user chose
          another language.
        </Trans>
      }
      action={
        <LocationDialog
          location={null}
          trigger={<Button tone="main" icon="plus">{t`New location`}</Button>}
        />
      }
    >
      <Answered of={locations}>
        {(items) => (
          <AdminTable
            label={t`Locations`}
            columns={[
              { id: 'name', head: t`Name` },
              { id: 'language', head: t`Language` },
              { id: 'country', head: t`Country` },
              { id: 'timeZone', head: t`Time zone` },
              { id: 'users', head: t`Users` },
            ]}
            rows={items.map((location) => ({
              key: location.id,
              cells: [
                <bdi key="name">{location.name}</bdi>,
                languageName(i18n.locale, location.language),
                countryName(i18n.locale, location.country),
                <bdi key="zone">{location.timeZone.replaceAll('_', ' ')}</bdi>,
                location.users,
              ],
              actions: <Actions location={location} />,
            }))}
            empty={<Trans>There is no location yet.</Trans>}
          />
        )}
      </Answered>
    </AdminPage>
  )
}

function Actions({ location }: { readonly location: Location }) {
  const { t } = useLingui()
  const refresh = useRefresh()
  const { id, name, version } = location
  return (
    <>
      <LocationDialog
        location={location}
        trigger={<Button size="small" aria-label={t`Change ${name}`}>{t`Change`}</Button>}
      />
      <DeleteDialog
        name={name}
        onDelete={async () => {
          await api.deleteLocation({ params: { id }, query: { version } })
          await refresh()
        }}
      />
    </>
  )
}

type Values = Pick<Location, 'name' | 'language' | 'country' | 'timeZone'>
const valuesOf = ({ name, language, country, timeZone }: Values): Values => ({
  name,
  language,
  country,
  timeZone,
})

interface LocationDialogProps {
  readonly location: Location | null
  readonly trigger: ReactElement
}

function LocationDialog({ location, trigger }: LocationDialogProps) {
  const { t } = useLingui()
  const refresh = useRefresh()
  const me = useMe()
  // A new one is most likely near.
  const here = { name: '', language: me.language ?? 'en', country: me.country, timeZone: me.timeZone }
  return (
    <EditDialog<Values>
      title={location === null ? t`New location` : t`Change ${location.name}`}
      trigger={trigger}
      form="location"
      initial={valuesOf(location ?? here)}
      version={location?.version ?? null}
      shape={locationFields}
      save={async ({ values, changed, version }) => {
        if (location === null) await api.createLocation({ body: values })
        else await api.changeLocation({ params: location, body: { ...changed, version } })
        await refresh()
      }}
      reread={async () => {
        const now = await latest(api.listLocations, location?.id)
        return now && { values: valuesOf(now), version: now.version }
      }}
    >
      {(draft) => <LocationForm draft={draft} />}
    </EditDialog>
  )
}

function LocationForm({ draft: { values, set, error, news } }: { readonly draft: Draft<Values> }) {
  const { t, i18n } = useLingui()
  const { locale } = i18n
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
          label={t`Language`}
          value={values.language}
          options={languages.map((id) => ({ id, text: languageName(locale, id) }))}
          onChange={set('language')}
        />
        <News of={news.language && languageName(locale, news.language)} />
      </div>
      <div>
        <SearchPicker
          label={t`Country`}
          value={values.country}
          options={countryOptions(locale)}
          error={error('country')}
          onChange={set('country')}
        />
        <News of={news.country && countryName(locale, news.country)} />
      </div>
      <div>
        <SearchPicker
          label={t`Time zone`}
          value={values.timeZone}
          options={timeZoneOptions(values.timeZone)}
          error={error('timeZone')}
          onChange={set('timeZone')}
        />
        <News of={news.timeZone} />
      </div>
    </>
  )
}
