import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { PopNewPage } from '#pop/new-page.tsx'
import { PopSearchPage } from '#pop/search-page.tsx'
import { WhyPage } from '#pop/why-page.tsx'
import { admin, desk } from './routes.tsx'

const why = createRoute({
  getParentRoute: () => desk,
  path: '/calls/$callId/why',
  component: function Why() {
    return <WhyPage callId={why.useParams().callId} />
  },
})
const search = createRoute({
  getParentRoute: () => desk,
  path: '/calls/$callId/search',
  component: function Search() {
    return <PopSearchPage callId={search.useParams().callId} />
  },
})
const newContact = createRoute({
  getParentRoute: () => desk,
  path: '/calls/$callId/new',
  component: function New() {
    return <PopNewPage callId={newContact.useParams().callId} />
  },
})
const rules = createRoute({
  getParentRoute: () => admin,
  path: '/rules',
  component: lazyRouteComponent(async () => import('#rules/rules-page.tsx'), 'RulesPage'),
})

/** What rules open by themselves: there at once, for it rings. */
export const popPages = [why, search, newContact] as const
export const rulePages = [rules] as const
