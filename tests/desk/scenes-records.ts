import type { Page } from 'playwright-core'
import { enter, people, visit, type Scenery } from './scenes.ts'
import { signedIn } from './signed-in.ts'

/** Everything that is read and written while no call is up. */
export async function recordScenes(scenery: Scenery): Promise<void> {
  const { demo, language, take } = scenery
  const { agent } = people[language]
  const page = await enter(scenery, agent)
  const api = await signedIn(demo.url, agent)
  for (const kind of ['contacts', 'accounts', 'cases', 'opportunities', 'tasks']) {
    await visit(page, `/${kind}`, '.record-row')
    await take(page, `${kind}-list`)
  }
  await visit(page, '/contacts', '.record-row')
  await page.locator('input[name="list-search"]').fill('xqzvk')
  await page.locator('.empty-state').waitFor()
  await take(page, 'nothing-found')
  const first = async (list: Promise<{ items: readonly { id: string }[] }>): Promise<string> =>
    (await list).items[0]?.id ?? ''
  const ada = await first(api.listContacts({ query: { search: 'Ada Lovelace' } }))
  const { accountId } = await api.readContact({ params: { id: ada } })
  const records = {
    contact: `/contacts/${ada}`,
    account: `/accounts/${accountId}`,
    case: `/cases/${await first(api.listCases({ query: { contactId: ada } }))}`,
    opportunity: `/opportunities/${await first(api.listOpportunities({ query: {} }))}`,
    task: `/tasks/${await first(api.listTasks({ query: {} }))}`,
  }
  for (const [name, path] of Object.entries(records)) {
    await visit(page, path, '.record-name')
    await take(page, name)
  }
  await visit(page, records.contact, '.record-name')
  await page.locator('[data-edit="contact"]').click()
  await page.locator('.record-form').waitFor()
  await take(page, 'edit-contact')
  for (const kind of ['contact', 'opportunity']) {
    await visit(page, `/new/${kind}`, '.record-form')
    await take(page, `new-${kind}`)
  }
  await visit(page, '/history', '.history-page .history-row')
  await take(page, 'history')
  const calls = (await api.myCalls({ query: {} })).items
  const spoken = calls.find(({ outcome }) => outcome === 'answered') ?? calls[0]
  await visit(page, `/calls/${spoken?.id}`, '[data-log]')
  await take(page, 'call-story')
  await visit(page, `/calls/${spoken?.id}/why`, '[data-why]')
  await take(page, 'why')
  await page.context().close()
  await files(scenery)
  const phone = await enter(scenery, people[language].mate)
  await phone.goto(`${demo.url}/demo/phone`)
  await phone.locator('.handset').waitFor()
  await take(phone, 'customer')
  await phone.context().close()
}

const people300 = [
  'Given name,Family name,Company,Telephone,E-mail',
  'Grace,Hopper,Flow-Matic Ltd.,+1 202 555 0143,grace@example.com',
  'Edsger,Dijkstra,Shortest Path BV,+31 20 794 0111,edsger@example.com',
  'Ada,Lovelace,Analytical Engines Inc.,(415) 555-0100,ada@example.com',
  'Nobody,,,12,no address',
].join('\r\n')

/** A file on its way in, and people who are in twice. */
async function files(scenery: Scenery): Promise<void> {
  const page = await enter(scenery, 'supervisor1')
  const { take } = scenery
  await visit(page, '/import', '[data-page="import"]')
  await take(page, 'import')
  const asked = page.waitForEvent('filechooser')
  await page.locator('[data-page="import"] button').first().click()
  const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(people300) }
  await (await asked).setFiles(file)
  await page.locator('[data-column]').first().waitFor()
  await take(page, 'import-columns')
  await page.locator('[data-action="preview"]').click()
  await page.locator('[data-import="preview"]').waitFor()
  await take(page, 'import-preview')
  await duplicates(scenery, page)
  await page.context().close()
}

async function duplicates({ demo, take }: Scenery, page: Page): Promise<void> {
  const api = await signedIn(demo.url, 'supervisor1')
  const there = (await api.listContacts({ query: { search: 'Doppelmayr' } })).items.length
  for (const givenName of there > 0 ? [] : ['Jürgen', 'Juergen'])
    await api.createContact({
      body: {
        givenName,
        familyName: 'Doppelmayr',
        phones: [{ label: 'work', text: '+49 221 998877' }],
      },
    })
  await visit(page, '/import', '[data-page="import"]')
  await page.locator('[data-action="duplicates"]').click()
  await page.locator('[data-pair]').first().waitFor()
  await page.locator('[data-pair]').first().scrollIntoViewIfNeeded()
  await take(page, 'duplicates')
}
