/** The pieces of an AMI message: the values of its lines, by their names. */
import type { SlotClass, Visit } from './classes.ts'

const ids = /(?:Uniqueid|UniqueId|Linkedid|LinkedID|BridgeId|BridgeID|ChannelId|CallId|SessionID|^UniqueID)$/

/** Names whose values say what, when, how many: never who. (Those about one of two channels have a word before.) */
const kept = new RegExp(
  `^(?:${[
    'Event|Response|Action|ActionID|Privilege|EventList|ListItems|Events|AuthType|Key|Secret|Challenge|Password',
    'UserEvent|DND|Membership|Paused|InCall|Ringinuse|LastCall|LastPause|LoginTime|Wrapuptime|CallsTaken|Penalty|Position|OriginalPosition',
    'Status|State|DeviceState|DialStatus|DestType|Result|Why|Cause|Cause-txt|Direction|Hint|Presence|Disposition',
    'Count|Calls|Callers|Available|LoggedIn|LongestHoldTime|HoldTime|TalkTime|RingTime|Strategy|Max|Holdtime|Completed|Abandoned',
    'Timeout|ParkingTimeout|ParkingDuration|Parkinglot|Async|Tone|Receive|Items|Total|BridgedUniqueid|AMAFlags|IsExternal',
    'Duration|DurationMs|BillableSeconds|Seconds|RoundtripUsec|ContactStatus|UserAgent|ObjectType|EventName|LocalOptimization',
    'Version|AMIversion|AsteriskVersion|Restart|Shutdown|Class|MusicClass|Admin|Muted|Talking|Timestamp|.*Time|.*TV|.*Date',
    'Application|LastApplication|Command',
    '\\w*(?:ChannelState|ChannelStateDesc|Priority|Language|Context|BridgeType|BridgeTechnology|BridgeNumChannels|BridgeVideoSourceMode|BridgeCreator)',
  ].join('|')})$`,
)

const line = /^([^\r\n:(]+(?:\([^\r\n]*?\))?)(: ?)([^\r\n]*)/gm

/** Gives the value of every line to `visit`, and returns the message with what comes back. */
export function rewriteAmi(message: string, visit: Visit): string {
  const listsActions = message.startsWith('Response: ') && /\(Priv: /.test(message)
  return message.replace(line, (...[, written = '', colon = '', value = '']: string[]) => {
    // `ChanVariable(PJSIP/1001-0000001d): NAME=value`: of which channel.
    const of = /^(\w+)\((.*)\)$/.exec(written)
    const name = of === null ? written : `${of[1]}(${visit(of[2] ?? '', 'personal')})`
    if (listsActions || name === 'Asterisk Call Manager/') return `${name}${colon}${visit(value, 'kept')}`
    return `${name}${colon}${valueOf(name, value, visit)}`
  })
}

function valueOf(name: string, value: string, visit: Visit): string {
  if (name === 'Value' && /^(?:[A-Z_]+|[01]?|on|off)$/.test(value)) return visit(value, 'kept')
  if (name === 'Message') return visit(value, 'sentence')
  if (/Variable(?:\(.*\))?$/.test(name)) return variable(value, visit)
  return visit(value, classOf(name))
}

function classOf(name: string): SlotClass {
  if (ids.test(name)) return 'id'
  return kept.test(name) ? 'kept' : 'personal'
}

/** `NAME=value`, or a name that asks: `DEVICE_STATE(PJSIP/1001)`. */
function variable(text: string, visit: Visit): string {
  const asked = /^([A-Z_]+)\(([^()]*)\)$/.exec(text)
  if (asked !== null) {
    const [, name = '', inside = ''] = asked
    const [context = '', ...rest] = inside.split(',')
    const more = rest.map((part) => `,${visit(part, 'personal')}`).join('')
    return `${name}(${visit(context, name === 'DEVICE_STATE' ? 'personal' : 'kept')}${more})`
  }
  const equals = text.indexOf('=')
  if (equals === -1) return visit(text, 'kept')
  const [name, value] = [text.slice(0, equals), text.slice(equals + 1)]
  const plain = /^(?:CALLERID\(pres\)|PJSIP_HEADER\(.*\)|MUTEAUDIO\(.*\)|Event)$/.test(name)
  if (plain || value === 'YES') return `${visit(name, 'kept')}=${visit(value, 'kept')}`
  return `${visit(name, 'kept')}=${visit(value, name === 'HOOKSWITCH' ? 'id' : 'personal')}`
}
