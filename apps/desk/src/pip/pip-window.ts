/** A small window that stays above everything else: Document Picture-in-Picture, where the browser has it. */
interface PictureInPicture {
  requestWindow(options: { readonly width: number; readonly height: number }): Promise<Window>
}

const pictureInPicture = (): PictureInPicture | null =>
  (window as unknown as { readonly documentPictureInPicture?: PictureInPicture }).documentPictureInPicture ??
  null

export const canOpenWindow = (): boolean => pictureInPicture() !== null

/** Only after a press: browsers refuse it else. Null where they do. */
export async function openWindow(): Promise<Window | null> {
  const opened = await pictureInPicture()
    ?.requestWindow({ width: 360, height: 280 })
    .catch(() => null)
  if (opened == null) return null
  dress(opened.document)
  return opened
}

/** The same styles, language, direction and theme as the page. */
function dress(to: Document): void {
  for (const from of document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')) {
    const link = to.createElement('link')
    link.rel = 'stylesheet'
    link.href = from.href
    to.head.append(link)
  }
  liken(to)
}

/** Keeps what can change while it is open: language, direction, theme, and the title, which says who is calling. */
export function follow(to: Document): () => void {
  liken(to)
  const watch = new MutationObserver(() => {
    liken(to)
  })
  watch.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['lang', 'dir', 'data-theme'],
  })
  watch.observe(document.head, { subtree: true, childList: true, characterData: true })
  return () => {
    watch.disconnect()
  }
}

function liken(to: Document): void {
  const { lang, dir, dataset } = document.documentElement
  const { documentElement: root } = to
  root.lang = lang
  root.dir = dir
  if (dataset['theme'] === undefined) delete root.dataset['theme']
  else root.dataset['theme'] = dataset['theme']
  to.title = document.title
}
