import { newUser, type NewUser, type User } from '@hookswitch/contract'

/** A user as the form holds him: what is empty is none. */
export type UserValues = {
  readonly name: string
  readonly userName: string
  readonly role: User['role']
  readonly groupId: string
  readonly locationId: string
  readonly team: string
  readonly link: string
  readonly device: string
  readonly password: string
  readonly active: boolean
}

export function valuesOf(user: User): UserValues {
  const { name, userName, role, active } = user
  return {
    name,
    userName,
    role,
    active,
    password: '',
    groupId: user.groupId ?? '',
    locationId: user.locationId ?? '',
    team: user.team ?? '',
    link: user.link ?? '',
    device: user.device ?? '',
  }
}

const orNone = (text: string): string | null => (text.trim() === '' ? null : text.trim())

/** As the server takes it. No telephone without a telephone system, and the other way round. */
export function bodyOf(values: UserValues): NewUser {
  const { name, userName, role, password, groupId, locationId, team } = values
  const [link, device] = [orNone(values.link), orNone(values.device)]
  return {
    name,
    userName,
    role,
    password,
    groupId: orNone(groupId),
    locationId: orNone(locationId),
    team: orNone(team),
    link: device === null ? null : link,
    device: link === null ? null : device,
  }
}

/** What of it is sent where a user is changed: an empty password stays as it is. */
export function changesOf(
  values: UserValues,
  changed: Partial<UserValues>,
): Partial<NewUser> & { readonly active?: boolean } {
  const body = bodyOf(values)
  const names = Object.keys(changed).flatMap((name) =>
    name === 'link' || name === 'device' ? ['link', 'device'] : [name],
  )
  return {
    ...Object.fromEntries(Object.entries(body).filter(([name]) => names.includes(name))),
    ...(changed.active === undefined ? {} : { active: changed.active }),
  }
}

const anyPassword = { password: 'none is asked for' }

/** Checks what was typed before it is sent. */
export const shapeOf = (isNew: boolean) => ({
  safeParse(given: unknown) {
    const values = given as UserValues
    const body = bodyOf(values)
    const asked = isNew || values.password !== ''
    const read = newUser.safeParse(asked ? body : { ...body, ...anyPassword })
    const lacksLink = values.device.trim() !== '' && values.link === ''
    const lacksDevice = values.device.trim() === '' && values.link !== ''
    const more = [
      ...(lacksLink ? [{ path: ['link'], message: 'Choose a telephone system.' }] : []),
      ...(lacksDevice ? [{ path: ['device'], message: 'Enter the number of the telephone.' }] : []),
    ]
    const issues = [...(read.error?.issues ?? []), ...more]
    return issues.length === 0 ? { success: true } : { success: false, error: { issues } }
  },
})
