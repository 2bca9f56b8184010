/** Asks whoever is at the page whether what is written there may be lost. */
export type AskToLeave = () => Promise<boolean>

const written = new Set<AskToLeave>()

/** Something on this page is written and not saved; what is returned says that it is no more. */
export function keepUnsaved(ask: AskToLeave): () => void {
  written.add(ask)
  return () => {
    forgetUnsaved(ask)
  }
}

/** It is saved, or may be lost: nobody is asked about it any more. */
export function forgetUnsaved(ask: AskToLeave): void {
  written.delete(ask)
}

/** Nothing may take the page away now but its user. */
export const hasUnsaved = (): boolean => written.size > 0

/** False where the user stays, because of what is not saved. */
export async function mayLeave(): Promise<boolean> {
  for (const ask of written) if (!(await ask())) return false
  return true
}
