/** Is the switch well: ECMA-323, system services (clause numbers differ between editions). */
import { extensions, plain } from './common.table.ts'
import { text, word, flags, req, struct } from '../shape.ts'

const statusFilterList = flags(
  'initializing',
  'enabled',
  'normal',
  'messageLost',
  'disabled',
  'partiallyDisabled',
  'overloadImminent',
  'overloadReached',
  'overloadRelieved',
)
const requestTypes = flags(
  'systemStatus',
  'requestSystemStatus',
  'switchingFunctionCapsChanged',
  'switchingFunctionDevicesChanged',
)
const statusFilter = flags(
  'initializing',
  'enabled',
  'normal',
  'messageLost',
  'disabled',
  'partiallyDisabled',
  'overloadImminent',
  'overloadReached',
  'overloadRelieved',
)
const systemStatusValue = word(
  'disabled',
  'partiallyDisabled',
  'enabled',
  'initializing',
  'messagesLost',
  'normal',
  'overloadImminent',
  'overloadReached',
  'overloadRelieved',
)

export const systemMessages = {
  ChangeSysStatFilter: struct({
    sysStatRegisterID: text,
    requestedStatusFilter: statusFilterList,
    extensions: extensions,
  }),
  ChangeSysStatFilterResponse: struct({ actualStatusFilter: statusFilterList, extensions: extensions }),
  SystemRegister: struct({
    requestTypes: req(requestTypes),
    requestedStatusFilter: statusFilter,
    extensions: extensions,
  }),
  SystemRegisterResponse: struct({
    sysStatRegisterID: req(text),
    actualStatusFilter: statusFilter,
    extensions: extensions,
  }),
  SystemRegisterAbort: struct({ sysStatRegisterID: text, extensions: extensions }),
  SystemRegisterCancel: struct({ sysStatRegisterID: req(text), extensions: extensions }),
  SystemRegisterCancelResponse: plain,
  RequestSystemStatus: struct({ sysStatRegisterID: text, extensions: extensions }),
  RequestSystemStatusResponse: struct({ systemStatus: req(systemStatusValue), extensions: extensions }),
  SystemStatus: struct({
    sysStatRegisterID: text,
    systemStatus: req(systemStatusValue),
    extensions: extensions,
  }),
  SystemStatusResponse: plain,
  SwFunctionCapsChanged: struct({ sysStatRegisterID: text, extensions: extensions }),
  SwFunctionCapsChangedResponse: plain,
  SwFunctionDevicesChanged: struct({ sysStatRegisterID: text, extensions: extensions }),
  SwFunctionDevicesChangedResponse: plain,
} as const
