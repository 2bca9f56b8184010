/** Every error code a switch, a link or a command may give, with what it means. One table; docs/errors.md names the same ones. */
export const errorCodes = {
  'link.down': 'The connection to the telephone system is down.',
  'link.timeout': 'The telephone system did not answer in time.',
  'link.refused': 'The telephone system refused the connection.',
  'link.protocol': 'The telephone system sent something that is not understood.',
  'login.failed': 'The telephone system refused the user name or password.',
  'licence.exceeded': 'The telephone system has no licence left for this.',
  'command.unsupported': 'This telephone system cannot do that.',
  'command.state': 'That is not possible in the present state of the call.',
  'command.unknown': 'It is not known whether the telephone system did that. Look at your phone first.',
  'command.denied': 'The telephone system does not allow that for this device.',
  'command.failed': 'The telephone system could not do that.',
  'device.unknown': 'The telephone system does not know this device.',
  'device.outOfService': 'This phone is not connected to the telephone system.',
  'device.busy': 'This phone is busy.',
  'number.invalid': 'This number cannot be dialled.',
  'number.unreadable': 'This is not a telephone number.',
  'number.refused': 'Calls to this number are not allowed.',
  'call.unknown': 'This call has ended or is not yours.',
} as const

export type ErrorCode = keyof typeof errorCodes
