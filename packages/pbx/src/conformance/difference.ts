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
