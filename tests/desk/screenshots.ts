/** Takes the pictures in docs/screenshots from the running demonstration: `node tests/desk/screenshots.ts`. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openBrowser } from './browser.ts'
import { Camera, type Look } from './camera.ts'
import { DemoServer } from './demo-server.ts'
import { adminScenes } from './scenes-admin.ts'
import { callScenes } from './scenes-calls.ts'
import { recordScenes } from './scenes-records.ts'
import { setUp, type Language, type Scenery } from './scenes.ts'
import { signedIn } from './signed-in.ts'

const folder = join(import.meta.dirname, '..', '..', 'docs', 'screenshots')
const wide = { width: 1440, height: 900 }
const narrow = { width: 390, height: 844 }
/** Every page wide and narrow, light and dark, from left to right and from right to left; calls in German too. */
const looks: Readonly<Record<Language, readonly Look[]>> = {
  en: [
    { name: 'en-light', ...wide, theme: 'light' },
    { name: 'en-dark-narrow', ...narrow, theme: 'dark' },
  ],
  ar: [{ name: 'ar-light', ...wide, theme: 'light' }],
  de: [{ name: 'de-dark', ...wide, theme: 'dark' }],
}
const chapters: readonly (readonly [title: string, Language[], (scenery: Scenery) => Promise<void>])[] = [
  ['Calls', ['en', 'de', 'ar'], callScenes],
  ['Records', ['en', 'ar'], recordScenes],
  ['Administration', ['en', 'ar'], adminScenes],
]

/** A page that shows them all: a row for each scene. */
function overview(pictures: ReadonlyMap<string, readonly string[]>): string {
  const rows = [...pictures].map(([title, files]) => {
    const scenes = Map.groupBy(files, (file) => file.replace(/-(?:en|de|ar)-.*/, ''))
    const lines = [...scenes].map(([scene, of]) => {
      const links = of.map((file) => `[${file.slice(scene.length + 1, file.lastIndexOf('.'))}](${file})`)
      return `| ${scene} | ${links.join(' · ')} |`
    })
    return [`## ${title}`, '', '| scene | pictures |', '| --- | --- |', ...lines].join('\n')
  })
  return `# Screenshots\n\nTaken from the demonstration by \`node tests/desk/screenshots.ts\`.\n\n${rows.join('\n\n')}\n`
}

/** The phone in the browser needs an Asterisk: its pictures were taken within its suite (tests/phone), and stay. */
const ofPhone = 'browser-phone'

/** Of what was taken before. */
async function dropOthers(taken: readonly string[]): Promise<void> {
  const kept = new Set([...taken, 'README.md'])
  for (const name of await readdir(folder))
    if (!kept.has(name) && !name.startsWith(ofPhone)) await rm(join(folder, name))
}

await mkdir(folder, { recursive: true })
const demo = await DemoServer.open()
const browser = await openBrowser()
const pictures = new Map<string, string[]>()
try {
  await setUp(await signedIn(demo.url, 'admin'))
  for (const [title, languages, play] of chapters)
    for (const language of languages) {
      const camera = new Camera({ folder, looks: looks[language], format: 'webp' })
      await play({ browser, demo, language, take: async (page, name) => camera.take(page, name) })
      pictures.set(title, [...(pictures.get(title) ?? []), ...camera.taken])
    }
  const phone = (await readdir(folder)).filter((name) => name.startsWith(ofPhone))
  await writeFile(join(folder, 'README.md'), overview(pictures.set('Phone in the browser', phone)))
  await dropOthers([...pictures.values()].flat())
} finally {
  await browser.close()
  await demo.close()
}
