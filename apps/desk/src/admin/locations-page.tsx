import { Trans, useLingui } from '@lingui/react/macro'
import { languages, locationFields, type Location } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useMe } from '#app/session.tsx'
import { Picker } from '#ui/choice.tsx'
import { SearchPicker } from '#ui/search-picker.tsx'
import { DraftField } from './draft-field.tsx'
import { ListPage, type Keeping } from './list-page.tsx'
import { News } from './news.tsx'
import { countryName, countryOptions, languageName, timeZoneOptions } from './places.ts'
import type { Draft } from './use-draft.ts'
import { useLocations } from './use-organisation.ts'

type Values = Pick<Location, 'name' | 'language' | 'country' | 'timeZone'>

const keeping: Keeping<Location, Values> = {
  form: 'location',
  shape: locationFields,
  valuesOf: ({ name, language, country, timeZone }) => ({ name, language, country, timeZone }),
  list: api.listLocations,
  create: async (body) => api.createLocation({ body }),
  change: async ({ id }, body) => api.changeLocation({ params: { id }, body }),
  remove: async ({ id, version }) => api.deleteLocation({ params: { id }, query: { version } }),
}

/** Where users work: language, country and time zone of their page follow from it. */
export function LocationsPage() {
  const { t, i18n } = useLingui()
  const me = useMe()
  return (
    <ListPage
      keeping={keeping}
      title={<Trans>Locations</Trans>}
      about={
        <Trans>
          Language, dates, times and numbers of a user are those of the location, unless the user chose
          another language.
        </Trans>
      }
      newOne={t`New location`}
      things={useLocations()}
      label={t`Locations`}
      columns={[
        { id: 'name', head: t`Name` },
        { id: 'language', head: t`Language` },
        { id: 'country', head: t`Country` },
        { id: 'timeZone', head: t`Time zone` },
        { id: 'users', head: t`Users` },
      ]}
      cellsOf={(location) => [
        <bdi key="name">{location.name}</bdi>,
        languageName(i18n.locale, location.language),
        countryName(i18n.locale, location.country),
        <bdi key="zone">{location.timeZone.replaceAll('_', ' ')}</bdi>,
        location.users,
      ]}
      empty={<Trans>There is no location yet.</Trans>}
      // A new one is most likely near.
      blank={{ name: '', language: me.language ?? 'en', country: me.country, timeZone: me.timeZone }}
    >
      {(draft) => <LocationForm draft={draft} />}
    </ListPage>
  )
}

function LocationForm({ draft }: { readonly draft: Draft<Values> }) {
  const { t, i18n } = useLingui()
  const { locale } = i18n
  const { values, set, error, news } = draft
  return (
    <>
      <DraftField draft={draft} name="name" label={t`Name`} />
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
