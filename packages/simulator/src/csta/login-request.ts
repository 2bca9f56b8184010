/** The log-in that Zultys has in place of an application session (brief 3.9). */
import { createHash } from 'node:crypto'
import type { Draft, Message, XmlElement } from '@hookswitch/pbx/csta/codec'
import type { CstaSession } from './session.ts'

/** Long enough that a reader who takes it for a number gets another one. */
const firstUserId = 90_071_992_547_409_931n

/** The answer to `loginRequest`; undefined for any other message. */
export function answerLogin(session: CstaSession, message: Message): Draft | undefined {
  if (message.kind !== 'unknown' || message.name !== 'loginRequest') return undefined
  const { face } = session
  const user = textOf(message.tree, 'userName')
  const account = face.accounts.get(user)
  const said = textOf(message.tree, 'pwd')
  const known = account !== undefined && passwordFits(account.password, said, face.habits.clearPassword)
  if (!known) return failed(face.habits.clearPassword ? '4' : '2')
  if (face.accountedSessions >= face.habits.mostSessions) return failed('7')
  session.account = account
  const [device = ''] = account.devices ?? []
  const tree = {
    name: 'loginResponce',
    attributes: {
      Code: '0',
      sn: '1',
      apiversion: '4',
      ext: device,
      userId: String(firstUserId + BigInt(device === '' ? 0 : device)),
      softPhonePwd: '',
    },
    children: [],
    text: 'Login OK',
  }
  return { kind: 'unknown', name: tree.name, tree }
}

function textOf(tree: XmlElement, name: string): string {
  const child = tree.children.find((each) => each.name === name)
  return (child?.text ?? tree.attributes[name] ?? '').trim()
}

/** The word itself is taken too; where a directory keeps it, nothing else is. */
function passwordFits(password: string, said: string, clearOnly: boolean): boolean {
  if (said === password) return true
  return !clearOnly && said === createHash('sha1').update(password).digest('base64')
}

function failed(code: string): Draft {
  const tree = {
    name: 'loginFailed',
    attributes: { Code: code, apiversion: '4' },
    children: [],
    text: 'Login failed',
  }
  return { kind: 'unknown', name: tree.name, tree }
}
