import { createClient, type Client } from '@hookswitch/contract'

/** The same interface that the page uses, with a session of its own. In the demonstration the password is the name. */
export async function signedIn(baseUrl: string, userName: string): Promise<Client> {
  const answer = await fetch(`${baseUrl}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: baseUrl },
    body: JSON.stringify({ userName, password: userName }),
  })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  return createClient({ baseUrl, headers: { origin: baseUrl, cookie } })
}
