/** A real Asterisk for suites, through asterisk.sh: installed once on a machine, started on ports of its own. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort } from '../free-port.ts'

const script = fileURLToPath(new URL('asterisk.sh', import.meta.url))
const run = promisify(execFile)
const BOOT_TIMEOUT_MS = 30_000

/** Why there can be no Asterisk on this machine; null where there can. Says nothing of whether it is installed yet. */
export async function whyNoAsterisk(): Promise<string | null> {
  if (process.platform !== 'linux') return 'needs Linux'
  const { stdout } = await run(script, ['missing'])
  return stdout.trim() === '' ? null : stdout.trim()
}

/** Takes about 40 s the first time on a machine, no time after that. */
export async function installAsterisk(): Promise<void> {
  await run(script, ['install'])
}

export interface AsteriskOptions {
  /** Suites that run at once need different names. */
  readonly name: string
  /** address:port at which the outside world (the trunk) is reached. */
  readonly trunk: string
}

export interface Asterisk {
  readonly amiPort: number
  /** AMI over TLS, with a certificate of its own (PEM). */
  readonly amiTls: { readonly port: number; readonly ca: string }
  /** Where browser phones register: SIP over a secure web socket, with the certificate of `amiTls`. */
  readonly wss: string
  readonly sip: { readonly ip: string; readonly port: number }
  /** Password of the phones 1001 to 1010, of the browser phones 1011 and 1012, and secret of the AMI users `hookswitch` and `hookswitch-phones`. */
  readonly secret: string
  cli(command: string): Promise<string>
  /** As if the power had gone: nobody is told. */
  kill(): Promise<void>
  /** After `kill`: the same PBX on the same ports. Who was registered must come again. */
  startAgain(): Promise<void>
  stop(): Promise<void>
}

export async function startAsterisk({ name, trunk }: AsteriskOptions): Promise<Asterisk> {
  const secret = 'loopback-only'
  const sipPort = await freePort()
  const amiPort = await freePort()
  const amiTlsPort = await freePort()
  const wssPort = await freePort()
  const rtpStart = 20_000 + (sipPort % 150) * 200
  const env = {
    ...process.env,
    ASTERISK_NAME: name,
    ASTERISK_SIP_PORT: String(sipPort),
    ASTERISK_AMI_PORT: String(amiPort),
    ASTERISK_AMI_TLS_PORT: String(amiTlsPort),
    ASTERISK_WSS_PORT: String(wssPort),
    ASTERISK_RTP_START: String(rtpStart),
    ASTERISK_RTP_END: String(rtpStart + 199),
    ASTERISK_TRUNK: trunk,
    ASTERISK_SECRET: secret,
  }
  const cli = async (command: string): Promise<string> =>
    (await run(script, ['cli', command], { env })).stdout
  const boot = async (): Promise<ChildProcess> => {
    const started = spawn(script, ['run'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const hear = (bytes: Buffer): void => void (output = (output + bytes.toString()).slice(-4_000))
    started.stdout.on('data', hear)
    started.stderr.on('data', hear)
    await untilBooted(started, cli, () => output)
    return started
  }
  let child = await boot()
  const ca = (await run(script, ['certificate'], { env })).stdout
  return {
    amiPort,
    amiTls: { port: amiTlsPort, ca },
    wss: `wss://127.0.0.1:${wssPort}/ws`,
    sip: { ip: '127.0.0.1', port: sipPort },
    secret,
    cli,
    kill: () => kill(child),
    startAgain: async () => void (child = await boot()),
    stop: () => stop(child, cli),
  }
}

async function untilBooted(
  child: ChildProcess,
  cli: (command: string) => Promise<string>,
  output: () => string,
): Promise<void> {
  const deadline = performance.now() + BOOT_TIMEOUT_MS
  while (child.exitCode === null && performance.now() < deadline) {
    const said = await cli('core waitfullybooted').catch(() => '')
    if (said.includes('fully booted')) return
    await sleep(100)
  }
  child.kill('SIGKILL')
  throw new Error(`Asterisk did not come up:\n${output()}`)
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGKILL')
  await gone
}

async function stop(child: ChildProcess, cli: (command: string) => Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  void cli('core stop now').catch(() => undefined)
  const late = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await gone
  clearTimeout(late)
}
