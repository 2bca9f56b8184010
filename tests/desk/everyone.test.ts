import type { Client } from '@hookswitch/contract'
import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { cardOn } from './agent-page.ts'
import { axeViolations, bringAxe, turnedNumbers } from './axe.ts'
import { browserMissing, signIn } from './browser.ts'
import { DemoStage } from './demo-stage.ts'
import { describeInBrowser } from './describe-in-browser.ts'
import { crookedLadder, overflowsSideways } from './page-checks.ts'
import { signedIn } from './signed-in.ts'

/**
 * Every page of the product with the demonstration company's own data, as everybody meets it: light and dark, from left
 * to right and from right to left, with no call, while one rings, and on one. The list of pages is the router's: a page
 * that is not named here fails.
 */

const stage = new DemoStage()
beforeAll(async () => {
  if (browserMissing !== null) return
  const admin = await signedIn(stage.url, 'admin')
  // Both have a telephone, and see the administrators' pages too.
  const { items } = await admin.listUsers({})
  for (const [userName, language] of [
    ['agent1', 'en'],
    ['agent3', 'ar'],
  ] as const) {
    const id = items.find((it) => it.userName === userName)?.id ?? ''
    await admin.changeUser({ params: { id }, body: { role: 'administrator' } })
    await (await signedIn(stage.url, userName)).setPreferences({ body: { language, theme: 'light' } })
  }
})

interface Ids {
  readonly call: string
  readonly contact: string
  readonly account: string
  readonly case: string
  readonly task: string
  readonly opportunity: string
  readonly template: string
}

/** Where each page of the router is looked at. Null: it has no look of its own, and why. */
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
  '/demo/phone': null, // looked at last: it is no part of the desk, and has no calls
}

interface Router {
  readonly routesByPath: Readonly<Record<string, unknown>>
  readonly state: { readonly status: string; readonly location: { readonly pathname: string } }
  navigate(to: { readonly to: string }): Promise<void>
}
type WithRouter = typeof globalThis & { readonly __TSR_ROUTER__: Router }

/** Goes there as a link would, and waits until all of it is there. */
async function visit(page: Page, address: string): Promise<void> {
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

type Theme = 'light' | 'dark'
const both: readonly Theme[] = ['light', 'dark']

/** Looks at what is on the screen in each of the themes. */
async function look(page: Page, themes: readonly Theme[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const theme of themes) {
    await page.evaluate((it) => (document.documentElement.dataset['theme'] = it), theme)
    found.push(...(await axeViolations(page)).map((it) => `${theme}: ${it}`))
  }
  const isTurned = (await page.evaluate(() => document.documentElement.dir)) === 'rtl'
  const turned = isTurned ? await turnedNumbers(page) : []
  return [...found, ...turned, ...(await overflowsSideways(page)), ...(await crookedLadder(page))]
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

const people = [
  { userName: 'agent1', extension: '1001', dir: 'ltr' },
  { userName: 'agent3', extension: '1003', dir: 'rtl' },
] as const

describeInBrowser('every page', () => {
  it.each(people)(
    'breaks no rule, $dir',
    async ({ userName, extension, dir }) => {
      const { page, context, complaints } = await stage.open()
      page.setDefaultTimeout(60_000)
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await signIn(page, stage.url, { userName, password: userName })
      await page.waitForFunction((it) => document.documentElement.dir === it, dir)
      await bringAxe(page)
      const known = await page.evaluate(() =>
        Object.keys((globalThis as WithRouter).__TSR_ROUTER__.routesByPath),
      )
      expect(known.filter((path) => !(path.replace(/(.)\/$/, '$1') in pages))).toEqual([])

      const ring = async (): Promise<string> => {
        const id = await stage.call(extension)
        await cardOn(page, 'alerting').waitFor()
        return id
      }
      const poor: Record<string, readonly string[]> = {}
      const lookAt = async (path: string, state: string, themes: readonly Theme[]): Promise<void> => {
        const found = await look(page, themes)
        if (found.length > 0) poor[`${path}, ${state}`] = found
      }
      // A first call, so that there is one to be looked at.
      await stage.hangUp(await ring())
      await cardOn(page, 'alerting').waitFor({ state: 'detached' })
      const ids = await idsOf(await signedIn(stage.url, userName))
      const shown = Object.entries(pages).flatMap(([path, at]) =>
        at === null ? [] : [{ path, at: at(ids) }],
      )
      for (const { path, at } of shown) {
        await visit(page, at)
        await lookAt(path, 'idle', both)
      }
      await visit(page, '/')
      await ring()
      await lookAt('/', 'ringing', both)
      await page.keyboard.press('Alt+a')
      await cardOn(page, 'connected').waitFor()
      await lookAt('/', 'on a call', both)
      // Both at once: then the telephone shows on every page all that it can show. Colours are the same on all of them.
      for (const { path, at } of shown) {
        if ((await cardOn(page, 'alerting').count()) === 0) await ring()
        await visit(page, at)
        await lookAt(path, 'on a call while another rings', dir === 'ltr' ? ['light'] : ['dark'])
      }
      await page.goto(`${stage.url}/demo/phone`)
      await page.locator('.handset').waitFor()
      await bringAxe(page)
      await lookAt('/demo/phone', 'idle', both)
      expect(poor).toEqual({})
      expect(complaints).toEqual([])
      await context.close()
    },
    400_000,
  )
})
