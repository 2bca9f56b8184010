/** The connector, or the model on what it said, did not do what every connector must. */
export class Difference extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Difference'
  }
}

/** The connector does not offer this here: no fault, but no pass either. */
export class NotOffered extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'NotOffered'
  }
}

/** Whoever or whatever is needed to play it is not there. */
export class NotPlayed extends Error {
  /** @param needs what there is not, or nobody who does it: `a telephone for dave` */
  constructor(needs: string) {
    super(needs)
    this.name = 'NotPlayed'
  }
}
