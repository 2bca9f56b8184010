import type { Page } from 'playwright-core'
import { enter, visit, writeRules, type Scenery } from './scenes.ts'
import { signedIn } from './signed-in.ts'

/** Every page of the administration, and the windows that open on them. */
export async function adminScenes(scenery: Scenery): Promise<void> {
  const { take } = scenery
  const page = await enter(scenery, 'admin')
  for (const place of ['users', 'groups', 'locations', 'devices', 'queues', 'fields', 'scripts']) {
    await visit(page, `/admin/${place}`, '[data-row]')
    await take(page, `admin-${place}`)
  }
  await window(scenery, page, { path: '/admin/users', name: 'user' })
  await window(scenery, page, { path: '/admin/fields', name: 'field' })
  await window(scenery, page, { path: '/admin/scripts', name: 'script' })
  await window(scenery, page, { path: '/admin/dispositions', name: 'disposition' })
  await visit(page, '/admin/dispositions', '[data-row]')
  await take(page, 'admin-dispositions')
  await templates(scenery, page)
  await rules(scenery, page)
  await looksBack(scenery, page)
  await page.context().close()
}

interface Opened {
  readonly path: string
  readonly name: string
}

/** The form that the first row opens. */
async function window({ take }: Scenery, page: Page, { path, name }: Opened): Promise<void> {
  await visit(page, path, '[data-row]')
  await page.locator('[data-row] .admin-actions button').first().click()
  await page.locator('[data-form]').waitFor()
  await take(page, `admin-${name}`)
  await page.keyboard.press('Escape')
  await page.locator('[data-form]').waitFor({ state: 'detached' })
}

/** A template while it is changed, and the question before it is left. */
async function templates({ demo, take }: Scenery, page: Page): Promise<void> {
  const api = await signedIn(demo.url, 'admin')
  await visit(page, '/admin/templates', '[data-row]')
  await take(page, 'admin-templates')
  const sales = (await api.listTemplates({})).items.find(({ name }) => name === 'Sales')
  await visit(page, `/admin/templates/${sales?.id}`, '.template-preview .pop')
  // With a call of somebody who was known.
  await page.locator('.template-preview .picker').first().click()
  await page
    .getByRole('option', { name: /555.?0100/ })
    .first()
    .click()
  await page.locator('.template-preview [data-component="opportunities"]').waitFor()
  await page.locator('.admin-back').scrollIntoViewIfNeeded()
  await take(page, 'admin-template')
  await page.locator('.template-preview').scrollIntoViewIfNeeded()
  await page.locator('.template-preview [data-component]').first().scrollIntoViewIfNeeded()
  await take(page, 'admin-template-preview')
  await page.locator('input[name="template-name"]').fill('Sales 2')
  await page.locator('.admin-back').click()
  await page.locator('[data-asks="leave"]').waitFor()
  await take(page, 'admin-leave')
  await page.locator('[data-asks="leave"] button').last().click()
  await page.locator('[data-row]').first().waitFor()
}

/** Rules of what pops: written, and played on the past. */
async function rules({ demo, take }: Scenery, page: Page): Promise<void> {
  await writeRules(await signedIn(demo.url, 'admin'))
  await visit(page, '/admin/rules', '[data-rules="there"]')
  await page.locator('.rule-list button[aria-expanded="false"]').last().click()
  await take(page, 'admin-rules')
  await page.locator('[aria-labelledby="rules-machine"] .admin-tools button').click()
  await page.locator('[data-run="done"]').waitFor()
  await page.locator('[data-difference]').first().waitFor()
  await page.locator('[data-difference]').first().scrollIntoViewIfNeeded()
  await take(page, 'admin-time-machine')
}

/** What was done: by administrators, and in calls. */
async function looksBack({ take }: Scenery, page: Page): Promise<void> {
  await visit(page, '/admin/audit', '.audit-entry')
  await page.locator('.audit-toggle').nth(1).click()
  await page.locator('.audit-body').waitFor()
  await take(page, 'admin-audit')
  await visit(page, '/admin/calls', '[data-call]')
  await take(page, 'admin-calls')
  await page.locator('tr[data-call]', { hasText: '4155550100' }).first().locator('a').first().click()
  await page.locator('.ladder-row').first().waitFor()
  await take(page, 'admin-ladder')
}
