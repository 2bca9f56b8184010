import { expect, test } from 'vitest'
import { Group } from './group.ts'

/** A group whose statements are answered when the test says so; each answer is twice the question. */
function openGroup(mostOnTheWay: number) {
  const asked: number[][] = []
  const held: (() => void)[] = []
  const group = new Group<number, number>(
    async (questions) => {
      asked.push([...questions])
      await new Promise<void>((resolve) => held.push(resolve))
      if (questions.includes(-13)) throw new Error('unlucky')
      return questions.map((question) => question * 2)
    },
    { mostOnTheWay },
  )
  const letAllGo = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn++) {
      held.splice(0).forEach((go) => go())
      await Promise.resolve()
    }
  }
  return { group, asked, letAllGo }
}

test('one alone goes at once; those that come while as many as allowed are on their way go together', async () => {
  const { group, asked, letAllGo } = openGroup(2)
  const answers = [group.ask(1)]
  await Promise.resolve()
  answers.push(group.ask(2))
  await Promise.resolve()
  for (const question of [3, 4, 5]) answers.push(group.ask(question))
  await Promise.resolve()
  expect(asked).toEqual([[1], [2]])
  await letAllGo()
  expect(await Promise.all(answers)).toEqual([2, 4, 6, 8, 10])
  expect(asked).toEqual([[1], [2], [3, 4, 5]])
})

test('a question that cannot be answered fails alone', async () => {
  const { group, letAllGo } = openGroup(1)
  const answers = Promise.allSettled([12, -13, 14].map((question) => group.ask(question)))
  await letAllGo()
  expect((await answers).map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual(
    [24, 'Error: unlucky', 28],
  )
})

test('more than fifty are asked in turns', async () => {
  const { group, asked, letAllGo } = openGroup(1)
  const answers = Promise.all(Array.from({ length: 120 }, (_, question) => group.ask(question)))
  await letAllGo()
  expect((await answers).at(-1)).toBe(238)
  expect(asked.map(({ length }) => length)).toEqual([50, 50, 20])
})
