import { writeFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from '@hookswitch/contract'
import { readKept, redact, type Transcript, writeTranscript } from '@hookswitch/pbx/transcript'
import type { Command } from 'commander'
import { parseDuration } from '#duration.ts'
import { ProgramError } from '#program-error.ts'
import { asProgramError, signIn, type SignInOptions } from './sign-in.ts'

interface RecordOptions extends SignInOptions {
  readonly link?: string
  readonly last?: number
  readonly for?: number
  readonly output: string
  readonly title?: string
  readonly keepPersonalData?: true
}

const hour = 3_600_000

const help = `
What came over a link is kept by the server for a while (recordingMegabytes in its configuration), so that something that
went wrong a moment ago can still be recorded. Only administrators may do this, and the server's log says who did.

The password is read from HOOKSWITCH_PASSWORD, or asked for.

Examples:
  hookswitch record --last 30m --output calls.ndjson
  hookswitch record --link main --for 5m --output calls.ndjson     from now on; Ctrl-C ends it sooner
  hookswitch replay calls.ndjson`

/** `hookswitch record`: takes what came over a link from the running server, redacts it, and writes it down. */
export function addRecord(program: Command, signal: AbortSignal): void {
  const port = process.env['HOOKSWITCH_PORT'] ?? '7468'
  program
    .command('record')
    .description('write down what came over a link, to send it to whoever shall find out what went wrong')
    .option('--link <name>', 'which link; may be left out where there is only one')
    .option('--last <time>', 'what came in this time until now, such as 30m (1h without)', parseDuration)
    .option('--for <time>', 'what comes from now on, for this time', parseDuration)
    .requiredOption('--output <file>', 'where to write it')
    .option('--title <text>', 'what was seen, for the first line')
    .option('--keep-personal-data', 'leave numbers, names and what callers keyed in as they are')
    .option('--server <url>', 'address of the server', `http://127.0.0.1:${port}`)
    .option('--user <name>', 'an administrator', 'admin')
    .option('--tenant <name>', "the administrator's organisation, where there are several")
    .addHelpText('after', help)
    .action((options: RecordOptions) => record(options, signal))
}

async function record(options: RecordOptions, signal: AbortSignal): Promise<void> {
  const client = await signIn(options)
  try {
    const link = options.link ?? (await onlyLink(client))
    const since = Date.now() - (options.for === undefined ? (options.last ?? hour) : 0)
    if (options.for !== undefined) {
      console.error(`Recording ${link} for ${options.for / 1_000} s. Ctrl-C ends it sooner.`)
      await wait(options.for, undefined, { signal }).catch(() => {})
    }
    const kept = readKept(await partsOf(client, { link, since, whole: options.keepPersonalData === true }))
    if (kept === undefined) throw new ProgramError('nothing', `Nothing was kept of ${link}.`)
    const titled =
      options.title === undefined ? kept : { ...kept, head: { ...kept.head, title: options.title } }
    const transcript = options.keepPersonalData === true ? titled : redact(titled)
    await writeFile(options.output, writeTranscript(transcript), { mode: 0o600 })
    tell(options.output, transcript)
  } catch (error) {
    throw asProgramError(error, options.server)
  } finally {
    await client.signOut({}).catch(() => {})
  }
}

async function onlyLink(client: Client): Promise<string> {
  const { items } = await client.listLinks({})
  const [only, another] = items
  if (only === undefined) throw new ProgramError('link', 'The server has no link to a telephone system.')
  if (another !== undefined)
    throw new ProgramError('link', `Say which link with --link: ${items.map(({ name }) => name).join(', ')}.`)
  return only.name
}

async function partsOf(
  client: Client,
  { link, since, whole }: { readonly link: string; readonly since: number; readonly whole: boolean },
): Promise<string[]> {
  const { items } = await client.takeRecording({
    params: { id: link },
    body: { since: new Date(since).toISOString(), keepPersonalData: whole },
  })
  const texts: string[] = []
  for (const { number } of items)
    texts.push((await client.readRecordingPart({ params: { id: link, part: String(number) } })).text)
  return texts
}

function tell(file: string, { head, lines }: Transcript): void {
  const times = lines.flatMap((line) => ('at' in line ? [line.at] : []))
  const [from, to] = [times.at(0), times.at(-1)].map((at) =>
    at === undefined ? '?' : new Date(at).toISOString(),
  )
  console.log(`${file}: ${lines.length} lines of ${head.link}, from ${from} to ${to}.`)
  if (!lines.some(({ kind }) => kind === 'open'))
    console.log(
      'The beginning of the session is no longer kept: a replay plays the model, not the connector.',
    )
  if (head.redacted) console.log('Numbers, names and what callers keyed in were replaced.')
  else console.error('WARNING: this file has the numbers and names of your callers and colleagues in it.')
}
