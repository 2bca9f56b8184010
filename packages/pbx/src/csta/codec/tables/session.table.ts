/** Application sessions: ECMA-354. They have a namespace, and a way to refuse, of their own. */
import { choice, int, list, open, req, struct, text, word } from '../shape.ts'

export const sessionMessages = {
  StartApplicationSession: struct({
    applicationInfo: req(struct({ applicationID: text, applicationSpecificInfo: open })),
    requestedProtocolVersions: req(list('protocolVersion', text)),
    requestedSessionDuration: int,
    extensions: open,
  }),
  StartApplicationSessionPosResponse: struct({
    sessionID: req(text),
    actualProtocolVersion: req(text),
    actualSessionDuration: req(int),
    extensions: open,
  }),
  StartApplicationSessionNegResponse: struct({
    errorCode: req(
      choice({
        applError: text,
        definedError: word(
          'invalidApplicationInfo',
          'requestedProtocolVersionNotSupported',
          'serverResourcesBusy',
          'maxNumberSessions',
        ),
      }),
    ),
    extensions: open,
  }),
  ResetApplicationSessionTimer: struct({
    sessionID: req(text),
    requestedSessionDuration: req(int),
    extensions: open,
  }),
  ResetApplicationSessionTimerPosResponse: struct({ actualSessionDuration: req(int), extensions: open }),
  ResetApplicationSessionTimerNegResponse: struct({
    errorCode: req(
      choice({ applError: text, definedError: word('invalidSessionID', 'serverCannotResetSessionTimer') }),
    ),
    extensions: open,
  }),
  StopApplicationSession: struct({
    sessionID: req(text),
    sessionEndReason: req(choice({ appEndReason: text, definedEndReason: word('normal') })),
    extensions: open,
  }),
  StopApplicationSessionPosResponse: struct({ extensions: open }),
  StopApplicationSessionNegResponse: struct({
    errorCode: req(choice({ applError: text, definedError: word('invalidSessionID') })),
    extensions: open,
  }),
  ApplicationSessionTerminated: struct({
    sessionID: req(text),
    sessionTermReason: req(
      choice({
        definedTermReason: word('resourceLimitation', 'sessionTimerExpired'),
        serverTermReason: text,
      }),
    ),
    extensions: open,
  }),
} as const
