/** Whether the user's hands are on something that must not move away under them. */

let typedAt: string | null = null

/** Remembers that something was typed on the page that is open, until it is sent or another page is opened. */
export function watchHands(): () => void {
  const over = new AbortController()
  const options = { signal: over.signal, capture: true }
  const note = (event: Event): void => {
    if (event.target instanceof Element && event.target.closest('#main') !== null) typedAt = location.pathname
  }
  document.addEventListener('input', note, options)
  document.addEventListener('change', note, options)
  document.addEventListener(
    'submit',
    () => {
      typedAt = null
    },
    options,
  )
  return () => {
    over.abort()
  }
}

/** In a field, with something in it. */
export function isWriting(): boolean {
  const at = document.activeElement
  if (at instanceof HTMLElement && at.isContentEditable) return true
  return at instanceof HTMLTextAreaElement || (at instanceof HTMLInputElement && at.value !== '')
}

/** The page that is open holds something half-written, a window is open over it, or it is one where administrators compose. */
export function isInTheMiddle(): boolean {
  if (typedAt === location.pathname || location.pathname.startsWith('/admin')) return true
  return document.querySelector('.popover, .overlay') !== null
}
