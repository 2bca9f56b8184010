import type { Client } from '@hookswitch/contract'
import type { Page } from 'playwright-core'
import { axeViolations, turnedNumbers } from './axe.ts'
import { crookedLadder, overflowsSideways } from './page-checks.ts'

interface Ids {
  readonly call: string
  readonly contact: string
  readonly account: string
  readonly case: string
  readonly task: string
  readonly opportunity: string
  readonly template: string
}

/** Where each page of the router is looked at. Null: it is no page of the desk, and where it is looked at instead. */
const pages: Readonly<Record<string, ((ids: Ids) => string) | null>> = {
  '/': () => '/',
  '/calls/$callId': ({ call }) => `/calls/${call}`,
  '/calls/$callId/why': ({ call }) => `/calls/${call}/why`,
  '/calls/$callId/search': ({ call }) => `/calls/${call}/search`,
  '/calls/$callId/new': ({ call }) => `/calls/${call}/new`,
  '/contacts': () => '/contacts',
  '/contacts/$id': ({ contact }) => `/contacts/${contact}`,
  '/accounts': () => '/accounts',
  '/accounts/$id': ({ account }) => `/accounts/${account}`,
  '/cases': () => '/cases',
  '/cases/$id': (ids) => `/cases/${ids.case}`,
  '/tasks': () => '/tasks',
  '/tasks/$id': ({ task }) => `/tasks/${task}`,
  '/opportunities': () => '/opportunities',
  '/opportunities/$id': ({ opportunity }) => `/opportunities/${opportunity}`,
  '/new/$kind': () => '/new/contact',
  '/import': () => '/import',
  '/history': () => '/history',
  '/admin': null, // leads to the first page of administration
  '/admin/users': () => '/admin/users',
  '/admin/groups': () => '/admin/groups',
  '/admin/locations': () => '/admin/locations',
  '/admin/queues': () => '/admin/queues',
  '/admin/devices': () => '/admin/devices',
  '/admin/audit': () => '/admin/audit',
  '/admin/calls': () => '/admin/calls',
  '/admin/calls/$callId': ({ call }) => `/admin/calls/${call}`,
  '/admin/dispositions': () => '/admin/dispositions',
  '/admin/rules': () => '/admin/rules',
  '/admin/templates': () => '/admin/templates',
  '/admin/templates/$id': ({ template }) => `/admin/templates/${template}`,
  '/admin/fields': () => '/admin/fields',
  '/admin/scripts': () => '/admin/scripts',
  '/demo/phone': null, // the customer's, in a window of its own
}

interface Router {
  readonly routesByPath: Readonly<Record<string, unknown>>
  readonly state: { readonly status: string; readonly location: { readonly pathname: string } }
  navigate(to: { readonly to: string }): Promise<void>
}
type WithRouter = typeof globalThis & { readonly __TSR_ROUTER__: Router }

/** Pages that the router has and nobody here looks at. */
export async function forgottenPages(page: Page): Promise<readonly string[]> {
  const known = await page.evaluate(() => Object.keys((globalThis as WithRouter).__TSR_ROUTER__.routesByPath))
  return known.filter((path) => !(path.replace(/(.)\/$/, '$1') in pages))
}

export interface Shown {
  readonly path: string
  /** Its address. */
  readonly at: string
}

/** All pages of the desk, each with something to show. */
export async function allPages(client: Client): Promise<readonly Shown[]> {
  const ids = await idsOf(client)
  return Object.entries(pages).flatMap(([path, at]) => (at === null ? [] : [{ path, at: at(ids) }]))
}

async function idsOf(client: Client): Promise<Ids> {
  const query = { limit: 1 }
  const first = async (list: Promise<{ items: readonly { id: string }[] }>): Promise<string> =>
    (await list).items[0]?.id ?? ''
  return {
    call: await first(client.myCalls({ query })),
    contact: await first(client.listContacts({ query })),
    account: await first(client.listAccounts({ query })),
    case: await first(client.listCases({ query })),
    task: await first(client.listTasks({ query })),
    opportunity: await first(client.listOpportunities({ query })),
    template: await first(client.listTemplates({})),
  }
}

/** Goes there as a link would, and waits until all of it is there. */
export async function visit(page: Page, address: string): Promise<void> {
  await page.evaluate(async (to) => {
    await (globalThis as WithRouter).__TSR_ROUTER__.navigate({ to })
  }, address)
  await page.waitForFunction((to) => {
    const { status, location } = (globalThis as WithRouter).__TSR_ROUTER__.state
    const main = document.querySelector('main')
    const isThere = location.pathname === to && (main?.textContent ?? '').trim() !== ''
    return (
      status === 'idle' && isThere && document.querySelector('main [aria-busy="true"], main .line') === null
    )
  }, address)
}

export type Theme = 'light' | 'dark'
export const bothThemes: readonly Theme[] = ['light', 'dark']

/** Looks at what is on the screen in each of the themes. */
export async function look(page: Page, themes: readonly Theme[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.evaluate((it) => (document.documentElement.dataset['theme'] = it), theme)
    found.push(...(await axeViolations(page)).map((it) => `${theme}: ${it}`))
  }
  const isTurned = (await page.evaluate(() => document.documentElement.dir)) === 'rtl'
  const turned = isTurned ? await turnedNumbers(page) : []
  return [...found, ...turned, ...(await overflowsSideways(page)), ...(await crookedLadder(page))]
}
