import { createClient } from '@hookswitch/contract'

/** Browsers refuse `keepalive` requests of more than 64 KiB; a character may take three bytes. */
const mostForKeepalive = 20_000

/** The server that this page came from. Writes of notes outlive the page: the last words typed before it closes arrive. */
export const api = createClient({
  baseUrl: '',
  fetch: (input, init) => {
    const small = typeof init?.body === 'string' && init.body.length <= mostForKeepalive
    return fetch(input, { ...init, keepalive: init?.method === 'PUT' && small })
  },
})
