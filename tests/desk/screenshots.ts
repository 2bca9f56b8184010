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
      const links = of.map((file) => `[${file.slice(scene.length + 1, -5)}](${file})`)
      return `| ${scene} | ${links.join(' · ')} |`
    })
    return [`## ${title}`, '', '| scene | pictures |', '| --- | --- |', ...lines].join('\n')
  })
  return `# Screenshots\n\nTaken from the demonstration by \`node tests/desk/screenshots.ts\`.\n\n${rows.join('\n\n')}\n`
}

await mkdir(folder, { recursive: true })
// The browser phone needs an Asterisk: its two pictures were taken within its suite (tests/phone), and stay.
const isKept = (name: string): boolean => name.startsWith('browser-phone')

for (const name of await readdir(folder)) if (!isKept(name)) await rm(join(folder, name))
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
  await writeFile(join(folder, 'README.md'), overview(pictures))
} finally {
  await browser.close()
  await demo.close()
}
