/**
 * The floor: the least that any program on this road must do for one event. Reads the bytes, parses the XML, looks the
 * number up by one indexed query, writes one durable row (several waiting rows share a commit), sends one WebSocket
 * frame. No call model, no sessions, no tenants, no feed. Hookswitch's figures are told as a ratio to its figures.
 *
 *   node bench/floor/main.ts PBX_PORT DATABASE_URL       prints {"port":…} when it listens
 */
import { connect } from 'node:net'
import pg from 'pg'
import { SaxesParser } from 'saxes'
import { WebSocketServer, type WebSocket } from 'ws'

const [pbxPort, databaseUrl] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: databaseUrl, max: 8 })
const agents = new Map<string, WebSocket>()

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false }, () => {
  const address = server.address()
  process.stdout.write(`${JSON.stringify({ port: typeof address === 'object' ? address?.port : 0 })}\n`)
})
server.on('connection', (socket) => {
  socket.once('message', (text: Buffer) => {
    agents.set(text.toString(), socket)
    socket.send('{"kind":"hello"}')
  })
})

let rest: Buffer = Buffer.alloc(0)
const socket = connect(Number(pbxPort), '127.0.0.1')
socket.setNoDelay(true)
socket.on('data', (bytes) => {
  rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
  let at = 0
  while (rest.length - at >= 8 && rest.length - at >= rest.readUInt16BE(at + 2)) {
    const length = rest.readUInt16BE(at + 2)
    void onEvent(rest.toString('utf8', at + 8, at + length))
    at += length
  }
  rest = rest.subarray(at)
})
socket.on('close', () => process.exit(0))

interface Row {
  readonly device: string
  readonly caller: string
  readonly event: string
  readonly contact: string | null
}

async function onEvent(xml: string): Promise<void> {
  const fields = parse(xml)
  const device = fields.deviceID ?? ''
  const caller = fields.callingDevice ?? ''
  const contact = fields.kind === 'DeliveredEvent' ? await lookUp(caller) : null
  await write({ device, caller, event: fields.kind ?? '', contact: contact?.id ?? null })
  agents.get(device)?.send(JSON.stringify({ kind: 'event', event: fields.kind, caller, contact }))
}

/** The named element's own text, and the party's text inside its wrapper. */
function parse(xml: string): Record<string, string> {
  const found: Record<string, string> = {}
  const path: string[] = []
  const parser = new SaxesParser()
  parser.on('opentag', (tag) => {
    if (path.length === 0) found.kind = tag.name
    path.push(tag.name)
  })
  parser.on('text', (text) => {
    const leaf = path.at(-1) ?? ''
    found[leaf === 'deviceIdentifier' ? (path.at(-2) ?? leaf) : leaf] ??= text
  })
  parser.on('closetag', () => path.pop())
  parser.write(xml).close()
  return found
}

async function lookUp(caller: string): Promise<{ id: string; name: string } | null> {
  const result = await pool.query<{ id: string; name: string }>({
    name: 'look-up',
    text: 'select id, name from floor_contact where e164 = $1',
    values: [caller],
  })
  return result.rows[0] ?? null
}

let waiting: { row: Row; done: () => void }[] = []
let writing = false

/** Resolves when the row is on disk. While one commit is under way the next ones gather. */
function write(row: Row): Promise<void> {
  return new Promise((done) => {
    waiting.push({ row, done })
    if (!writing) void flush()
  })
}

async function flush(): Promise<void> {
  writing = true
  while (waiting.length > 0) {
    const group = waiting
    waiting = []
    await pool.query({
      name: 'insert',
      text: 'insert into floor_event (device, caller, event, contact) select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])',
      values: [
        group.map(({ row }) => row.device),
        group.map(({ row }) => row.caller),
        group.map(({ row }) => row.event),
        group.map(({ row }) => row.contact),
      ],
    })
    for (const { done } of group) done()
  }
  writing = false
}
