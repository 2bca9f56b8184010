import { expect, test } from 'vitest'
import { Channel, type Ticket } from './channel.ts'

function ticket(): Ticket & { settle: () => Promise<void> } {
  let resolve = (): void => {}
  const done = new Promise<void>((settle) => (resolve = settle))
  const made = {
    settled: false,
    done,
    settle: async () => {
      made.settled = true
      resolve()
      await done
      await Promise.resolve()
    },
  }
  return made
}

function listen(channel: Channel): { seqs: number[]; detach: () => void } {
  const seqs: number[] = []
  return { seqs, detach: channel.attach({ frame: (_, seq) => void seqs.push(seq) }) }
}

test('tells in order, and draws only for who listens', () => {
  const channel = new Channel(7)
  let drawn = 0
  const draw = (): string => `"${(drawn += 1)}"`
  channel.tell(channel.take(), draw, null)
  expect([drawn, channel.told]).toEqual([0, 8])
  const { seqs, detach } = listen(channel)
  listen(channel)
  channel.tell(channel.take(), draw, null)
  expect([drawn, seqs]).toEqual([1, [9]])
  detach()
  channel.tell(channel.take(), draw, null)
  expect(seqs).toEqual([9])
})

test('a frame that waits holds back those after it, and no longer than its ticket', async () => {
  const channel = new Channel(0)
  const { seqs } = listen(channel)
  const [one, two] = [ticket(), ticket()]
  channel.tell(channel.take(), () => '1', one)
  channel.tell(channel.take(), () => '2', null)
  channel.tell(channel.take(), () => '3', two)
  expect(seqs).toEqual([])
  await one.settle()
  expect(seqs).toEqual([1, 2])
  await two.settle()
  expect(seqs).toEqual([1, 2, 3])
})

test('numbers of a batch that was refused are given out again', () => {
  const channel = new Channel(0)
  channel.take()
  channel.take()
  channel.giveBack(2)
  expect(channel.take()).toBe(1)
})
