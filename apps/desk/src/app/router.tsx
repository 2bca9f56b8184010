import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { CallPage } from '#records/call-page.tsx'
import { AccountPage, CasePage, ContactPage } from '#records/record-pages.tsx'
import { admin, desk, root } from './routes.tsx'
import { organisationPages } from './routes-admin.tsx'
import { dispositionPages, logPages } from './routes-logs.tsx'
import { popPages, rulePages } from './routes-pops.tsx'
import { secondPages } from './routes-second.tsx'
import { templatePages } from './routes-templates.tsx'

const page = <Path extends string>(path: Path) => ({ getParentRoute: () => desk, path })

const now = createRoute({ ...page('/'), component: () => <CallPage callId={null} /> })
const call = createRoute({
  ...page('/calls/$callId'),
  component: function OneCall() {
    return <CallPage callId={call.useParams().callId} />
  },
})
const contact = createRoute({
  ...page('/contacts/$id'),
  component: function OneContact() {
    return <ContactPage id={contact.useParams().id} />
  },
})
const account = createRoute({
  ...page('/accounts/$id'),
  component: function OneAccount() {
    return <AccountPage id={account.useParams().id} />
  },
})
const caseRoute = createRoute({
  ...page('/cases/$id'),
  component: function OneCase() {
    return <CasePage id={caseRoute.useParams().id} />
  },
})
/** Loaded only by who plays the customer. */
const demoPhone = createRoute({
  getParentRoute: () => root,
  path: '/demo/phone',
  component: lazyRouteComponent(async () => import('#demo/phone-page.tsx'), 'PhonePage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    desk.addChildren([
      now,
      call,
      contact,
      account,
      caseRoute,
      ...popPages,
      ...secondPages,
      ...logPages,
      // Pages for administrators of every area.
      admin.addChildren([...organisationPages, ...dispositionPages, ...rulePages, ...templatePages]),
    ]),
    demoPhone,
  ]),
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
