/** Ends the program with a sentence that a person can act on, and no stack. */
export class ProgramError extends Error {
  readonly code: string
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ProgramError'
    this.code = code
  }
}
