/** Which version of a record its changer saw; absent where the change holds whatever it is. */
export interface SeenVersion {
  readonly version?: number | undefined
}

/** Somebody else changed the record after its changer had seen it: nothing was written. */
export class ChangedMeanwhile extends Error {
  constructor() {
    super('The record was changed meanwhile.')
    this.name = 'ChangedMeanwhile'
  }
}

/** @throws ChangedMeanwhile. The row is locked. */
export function holdVersion(before: { readonly version: number }, seen: number | undefined): void {
  if (seen !== undefined && seen !== before.version) throw new ChangedMeanwhile()
}
