/** Notices of the computer for calls that ring while the page is not looked at. */
class RingNotices {
  readonly #shown = new Map<string, Notification>()

  /** The tag lets several tabs show one notice. */
  show(callId: string, text: string): void {
    if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return
    const notice = new Notification('Hookswitch', { body: text, tag: callId })
    notice.onclick = () => {
      window.focus()
      notice.close()
    }
    this.#shown.set(callId, notice)
  }

  keepOnly(callIds: readonly string[]): void {
    for (const [callId, notice] of this.#shown) {
      if (callIds.includes(callId)) continue
      notice.close()
      this.#shown.delete(callId)
    }
  }
}

export const ringNotices = new RingNotices()
