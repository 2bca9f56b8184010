/** Messages that the codec reads and writes (its own tests hold them against the schemas) and no story says, and why. */

const media = 'tones and media streams are not what Hookswitch controls; read, so that a trace can be told'
const unused =
  'a service that the model has no command for; written and read for traces and for other applications'
const shared =
  'the simulated exchange has no shared lines; to-model/call-events.test.ts turns it into the model’s event'
const hardware = 'a telephone’s own hardware, of which the model knows the microphone alone'
const setting = 'a setting of a telephone that the model does not keep'
const told = 'news of a setting or a service that the model does not keep: counted and passed over'

function all(reason: string, ...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, reason]))
}

const asked = (...services: readonly string[]) => services.flatMap((name) => [name, `${name}Response`])

export const unsaid: Readonly<Record<string, string>> = {
  ...all(media, ...asked('CancelTelephonyTones', 'GenerateTelephonyTones', 'ChangeConnectionInformation')),
  ...all(media, 'TelephonyTonesGeneratedEvent', 'DtmfDetectedEvent'),
  ...all(
    unused,
    ...asked(
      'AcceptCall',
      'CallBack',
      'CallBackMessage',
      'CamponCall',
      'DialDigits',
      'IntrudeCall',
      'JoinCall',
    ),
    ...asked('MakePredictiveCall', 'ChangeMonitorFilter', 'ChangeSysStatFilter'),
    ...asked('GetLogicalDeviceInformation', 'GetPhysicalDeviceInformation', 'GetLastNumberDialed'),
    'SystemRegisterAbort',
  ),
  ...all(
    setting,
    ...asked('GetAutoAnswer', 'SetAutoAnswer', 'GetAutoWorkMode', 'SetAutoWorkMode'),
    ...asked('GetCallerIDStatus', 'SetCallerIDStatus'),
    ...asked('GetMessageWaitingIndicator', 'SetMessageWaitingIndicator'),
  ),
  ...all(told, 'AutoAnswerEvent', 'AutoWorkModeEvent', 'CallBackEvent', 'CallBackMessageEvent'),
  ...all(told, 'CallerIDStatusEvent', 'MessageWaitingEvent', 'NetworkCapabilitiesChangedEvent'),
  ...all(told, 'ChargingEvent', 'ServiceCompletionFailureEvent', 'DeviceCapsChangedEvent', 'PrivateEvent'),
  ...all(shared, 'BridgedEvent'),
  ...all(hardware, 'HookswitchEvent'),
}
