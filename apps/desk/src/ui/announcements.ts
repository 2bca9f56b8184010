/**
 * React Aria announces a button that waits by a reference to the button. Where the press takes the button away, as answering
 * a call does, nothing would be read: the words that it had are put in place of the reference as soon as it is made.
 */
export function keepWordsOfAnnouncements(): void {
  const inLog = new MutationObserver((records) => {
    for (const { addedNodes } of records)
      for (const node of addedNodes) if (node instanceof Element) nameByWords(node)
  })
  // The log is put into the page with the first announcement, before its words.
  const inPage = new MutationObserver(() => {
    const log = document.querySelector('[data-live-announcer]')
    if (log === null) return
    inPage.disconnect()
    inLog.observe(log, { childList: true, subtree: true })
  })
  inPage.observe(document.body, { childList: true })
}

function nameByWords(said: Element): void {
  const ids = said.getAttribute('aria-labelledby')
  if (ids === null) return
  const named = ids.split(' ').map((id) => document.getElementById(id))
  const words = named.map((it) => it?.getAttribute('aria-label') ?? it?.textContent ?? '').join(' ')
  if (words.trim() === '') said.remove()
  else {
    said.setAttribute('aria-label', words.trim())
    said.removeAttribute('aria-labelledby')
  }
}
