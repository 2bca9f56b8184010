/** Places in the dialplan that Hookswitch sends calls to; docs/asterisk/extensions.conf says what is in each. */
export interface Contexts {
  readonly dial: string
  readonly consult: string
  readonly transfer: string
  readonly hold: string
  readonly conference: string
  readonly pickup: string
  readonly settings: string
}

/** All of them begin with one word, so that several PBXs in one can have their own. */
export function contextsOf(start: string, dial: string): Contexts {
  return {
    dial,
    consult: `${start}-consult`,
    transfer: `${start}-transfer`,
    hold: `${start}-hold`,
    conference: `${start}-conference`,
    pickup: `${start}-pickup`,
    settings: `${start}-settings`,
  }
}
