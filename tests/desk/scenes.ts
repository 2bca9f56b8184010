import type { Client, PopRule } from '@hookswitch/contract'
import type { Browser, Page } from 'playwright-core'
import { cardOn } from './agent-page.ts'
import { openPage, signIn, signInWithoutLine } from './browser.ts'
import type { DemoServer } from './demo-server.ts'
import { signedIn } from './signed-in.ts'

export type Language = 'en' | 'de' | 'ar'

/** Who is seen in which language, and the colleague who is asked. */
export const people = {
  en: { agent: 'agent1', phone: '1001', mate: 'agent4', matePhone: '1004', locale: 'en-US' },
  de: { agent: 'agent2', phone: '1002', mate: 'agent7', matePhone: '1007', locale: 'de-DE' },
  ar: { agent: 'agent3', phone: '1003', mate: 'agent5', matePhone: '1005', locale: 'ar-EG' },
} as const

export const callers = {
  ada: '+14155550100',
  mary: '+442079460018',
  two: '+13035550177',
  far: '+61255501234',
  nobody: '+12125550987',
}

export const notes: Readonly<Record<Language, string>> = {
  en: 'The engine stops at column six again.\nSend a technician before Friday.',
  de: 'Die Maschine bleibt wieder an Spalte sechs stehen.\nTechniker vor Freitag schicken.',
  ar: 'تتوقف الآلة عند العمود السادس مرة أخرى.\nأرسلوا فنيًا قبل يوم الجمعة.',
}

export interface Scenery {
  readonly browser: Browser
  readonly demo: DemoServer
  readonly language: Language
  readonly take: (page: Page, name: string) => Promise<void>
}

/** Signs somebody in on a page of his own, who reads this language. */
export async function enter({ browser, demo, language }: Scenery, userName: string): Promise<Page> {
  const api = await signedIn(demo.url, userName)
  await api.setPreferences({ body: { language, theme: 'system' } })
  const { page } = await openPage(browser, { locale: people[language].locale })
  page.setDefaultTimeout(60_000)
  const who = { userName, password: userName }
  await (userName.startsWith('agent') ? signIn : signInWithoutLine)(page, demo.url, who)
  await page.waitForFunction((it) => document.documentElement.lang === it, language)
  return page
}

export const ring = async (demo: DemoServer, to: string, from: string, name?: string): Promise<string> => {
  const body = { from, to, ...(name === undefined ? {} : { name }) }
  return (await demo.customer.demoCall({ body })).id
}

export async function hangUp(demo: DemoServer, id: string): Promise<void> {
  await demo.customer.demoHangUp({ params: { id } })
}

/** The customer has hung up, and the page knows. */
export async function end({ demo }: Scenery, page: Page, id: string): Promise<void> {
  await hangUp(demo, id)
  await cardOn(page, 'alerting').waitFor({ state: 'detached' })
}

/** Goes there as a link would. */
export async function visit(page: Page, address: string, wanted: string): Promise<void> {
  await page.evaluate(async (to) => {
    const { __TSR_ROUTER__: router } = globalThis as unknown as {
      __TSR_ROUTER__: { navigate(to: { to: string }): Promise<void> }
    }
    await router.navigate({ to })
  }, address)
  await page.locator(wanted).first().waitFor()
}

/** What a company has set up before its people are looked at: outcomes of calls, rules of what pops, an Arabic script. */
export async function setUp(admin: Client): Promise<void> {
  const outcomes = [
    { en: 'Order taken', de: 'Bestellung', ar: 'تم أخذ الطلب' },
    { en: 'Technician needed', de: 'Techniker nötig', ar: 'يلزم فني' },
    { en: 'Wrong number', de: 'Falsch verbunden', ar: 'رقم خاطئ' },
  ]
  const orderNumber = {
    key: 'order',
    kind: 'text' as const,
    labels: { en: 'Order number', de: 'Bestellnummer', ar: 'رقم الطلب' },
    choices: [],
    required: true,
  }
  for (const [position, labels] of outcomes.entries())
    await admin.createDisposition({
      body: { labels, position, queueIds: [], fields: position === 0 ? [orderNumber] : [] },
      idempotencyKey: crypto.randomUUID(),
    })
  await admin.setWrapUpRule({ body: { queueId: null, required: true, seconds: 120 } })
}

/** Rules of what pops, as a draft: nothing of them opens while pictures of other things are taken. */
export async function writeRules(admin: Client): Promise<void> {
  const { revision, draft } = await admin.readPopRules({})
  if (draft.rules.length > 0) return
  await admin.savePopRules({ body: { revision, draft: { otherwise: 'callPage', rules: [...examples] } } })
}

const ofRinging = { active: true, when: 'ringing' } as const
const examples: readonly PopRule[] = [
  {
    ...ofRinging,
    id: 'nobody',
    name: 'Nobody we know',
    conditions: [{ kind: 'caller', not: false, values: ['unknown'] }],
    what: { kind: 'newRecord' },
  },
  {
    ...ofRinging,
    id: 'known',
    name: 'Known callers by day',
    conditions: [
      { kind: 'caller', not: false, values: ['known'] },
      { kind: 'time', not: false, zone: 'user', days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' },
    ],
    what: { kind: 'record', of: 'contact' },
  },
]
