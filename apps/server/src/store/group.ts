const mostTogether = 50

interface Waiting<Question, Answer> {
  readonly question: Question
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

/**
 * Asks many questions of one kind with few statements: while some are on their way, those that come meanwhile wait and go
 * together. A question that comes alone goes at once.
 */
export class Group<Question, Answer> {
  readonly #ask: (questions: readonly Question[]) => Promise<readonly Answer[]>
  readonly #mostOnTheWay: number
  #waiting: Waiting<Question, Answer>[] = []
  #onTheWay = 0

  /** @param ask answers in the order of the questions, or rejects for all of them. */
  constructor(
    ask: (questions: readonly Question[]) => Promise<readonly Answer[]>,
    { mostOnTheWay }: { readonly mostOnTheWay: number },
  ) {
    this.#ask = ask
    this.#mostOnTheWay = mostOnTheWay
  }

  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject })
      // What is asked in the same breath goes together.
      if (this.#waiting.length === 1) queueMicrotask(() => this.#next())
    })
  }

  #next(): void {
    if (this.#waiting.length === 0 || this.#onTheWay >= this.#mostOnTheWay) return
    const asked = this.#waiting.splice(0, mostTogether)
    this.#onTheWay += 1
    void this.#answer(asked).finally(() => {
      this.#onTheWay -= 1
      this.#next()
    })
    this.#next()
  }

  async #answer(asked: readonly Waiting<Question, Answer>[]): Promise<void> {
    try {
      const answers = await this.#ask(asked.map(({ question }) => question))
      asked.forEach(({ resolve, reject }, place) => {
        const answer = answers[place]
        if (answer === undefined) reject(new Error('A question was not answered.'))
        else resolve(answer)
      })
    } catch (error) {
      const [only, ...more] = asked
      if (more.length === 0) return only?.reject(error as Error)
      // One question that cannot be answered must not take the others with it.
      for (const one of asked) await this.#answer([one])
    }
  }
}
