import { type Client, createClient } from '@hookswitch/contract'

/** A client that is signed in at the demonstration company. Passwords are the user names. */
export async function signedIn(url: string, userName: string): Promise<Client> {
  let cookie = ''
  const client = createClient({
    baseUrl: url,
    fetch: async (address, init) => {
      const headers = new Headers(init?.headers)
      if (cookie !== '') headers.set('cookie', cookie)
      const response = await fetch(address, { ...init, headers })
      for (const set of response.headers.getSetCookie()) cookie = set.split(';')[0] ?? ''
      return response
    },
  })
  await client.signIn({ body: { userName, password: userName } })
  return client
}

/** Waits for something that the server will say. */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + 30_000
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() > end) throw new Error('Waited in vain.')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Ada calls the first agent, who asks the second one and hands the call over. The id of the call. */
export async function transfer(people: { customer: Client; first: Client; second: Client }): Promise<string> {
  const { customer, first, second } = people
  const at = (who: Client, state: string, but = '') =>
    until(async () =>
      (await who.myCalls({ query: {} })).items.find((call) => call.state === state && call.id !== but),
    )
  await customer.demoCall({ body: { from: '+14155550100', to: '1001', name: 'LOVELACE, ADA' } })
  const call = await at(first, 'alerting')
  const ask = (who: Client, id: string, body: Parameters<Client['commandCall']>[0]['body']) =>
    who.commandCall({ params: { id }, body })
  await ask(first, call.id, { kind: 'answerCall' })
  await at(first, 'connected')
  await ask(first, call.id, { kind: 'consultationCall', to: '1002' })
  const consultation = await at(second, 'alerting')
  await ask(second, consultation.id, { kind: 'answerCall' })
  const mine = await at(first, 'connected', call.id)
  await at(second, 'connected')
  await until(async () => {
    const { items } = await first.myCalls({ query: {} })
    return items.find(({ id }) => id === mine.id)?.offers.includes('transferCall') === true ? true : undefined
  })
  await ask(first, mine.id, { kind: 'transferCall', otherCallId: call.id })
  const handed = await until(async () =>
    (await second.myCalls({ query: {} })).items.find(
      ({ id, state }) => id === call.id && state === 'connected',
    ),
  )
  await ask(second, handed.id, { kind: 'clearConnection' })
  await until(async () =>
    (await second.myCalls({ query: {} })).items.find(({ id, state }) => id === call.id && state === null),
  )
  return call.id
}
