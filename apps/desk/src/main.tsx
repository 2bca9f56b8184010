// First of all: it says which layer of styles goes over which, and rooms bring styles of their own.
import './ui/tokens.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { i18n } from '@lingui/core'
import { I18nProvider, useLingui } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { I18nProvider as AriaI18nProvider } from 'react-aria-components'
import { languageOfComputer, localeOf, showLanguage } from '#app/i18n.ts'
import { router } from '#app/router.tsx'
import { keepWordsOfAnnouncements } from '#ui/announcements.ts'
import './ui/base.css'
import './ui/controls.css'
import './app/app.css'
import './calls/calls.css'
import './calls/controls.css'
import './line/line.css'
import './phone/phone.css'
import './records/records.css'
import './history/history.css'
import './second/second.css'

const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 10_000, retry: 2, refetchOnWindowFocus: true } },
})

function Page() {
  const { i18n: messages } = useLingui()
  return (
    <AriaI18nProvider locale={localeOf(messages.locale)}>
      <RouterProvider router={router} />
    </AriaI18nProvider>
  )
}

await showLanguage(languageOfComputer())
const place = document.getElementById('root')
if (place === null) throw new Error('index.html has no #root')
keepWordsOfAnnouncements()
createRoot(place).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <Page />
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
)
