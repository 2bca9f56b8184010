import { type Route, type RouteName, routes } from '@hookswitch/contract'
import type { Browser } from '../test-server.ts'

/** Nobody listens there: the link is down, as links are. */
export const deadLink = {
  name: 'pbx',
  kind: 'csta',
  tenant: 'south',
  country: 'US',
  devices: [],
  targets: [],
  reasons: [],
  rejectBy: 'clear' as const,
  config: { host: '127.0.0.1', port: 1 },
}
const nowhere = '00000000-0000-4000-8000-000000000000'

/** A request of every route that is understood; ids of nothing. */
export const requests: { readonly [Name in RouteName]: { readonly path?: string; readonly body?: unknown } } =
  {
    signIn: { body: { tenant: 'north', userName: 'nobody', password: 'x' } },
    signOut: {},
    whoAmI: {},
    setPreferences: { body: { language: 'de', theme: 'dark' } },
    readKeys: {},
    setKeys: { body: { answer: 'F2' } },
    makeCall: { body: { number: '030 1234567' } },
    commandCall: { body: { kind: 'answerCall' } },
    commandLine: { body: { kind: 'setDoNotDisturb', on: true } },
    listDirectory: { path: '?search=a' },
    myCalls: {},
    readCall: {},
    writeNotes: { body: { text: 'a', version: 0 } },
    syncEntry: { body: { vector: 'AA==', update: null } },
    listShares: {},
    createShare: {},
    revokeShare: {},
    readShared: { body: { token: 'A'.repeat(48), version: null } },
    readPopDecision: {},
    readPopRules: {},
    savePopRules: { body: { revision: 0, draft: { rules: [], otherwise: 'nothing' } } },
    publishPopRules: { body: { revision: 1 } },
    rollBackPopRules: { body: { version: 1 } },
    readPopRuleVersion: { path: '?version=1' },
    readPopRuleWords: {},
    tryPopRules: { body: { callId: 'x', draft: { rules: [], otherwise: 'nothing' } } },
    startPopRun: {
      body: {
        draft: { rules: [], otherwise: 'nothing' },
        from: '2026-10-01T00:00:00.000Z',
        to: '2026-11-01T00:00:00.000Z',
      },
    },
    readPopRun: {},
    cancelPopRun: {},
    chooseMatch: { body: { contactId: null, accountId: null } },
    lookUpAgain: {},
    noteOpened: { body: { kind: 'contact', id: nowhere } },
    readStory: {},
    giveDisposition: { body: { dispositionId: null } },
    changeActivity: { body: { subject: 'Matrix' } },
    listDispositions: {},
    createDisposition: { body: { labels: { en: 'Matrix' } } },
    changeDisposition: { body: { active: false } },
    listWrapUpRules: {},
    setWrapUpRule: { body: { queueId: null, required: false, seconds: 0 } },
    myWrapUp: {},
    readNumber: { path: '?text=0301234567' },
    readPhone: {},
    claimPhone: { body: { browser: 'matrix-browser' } },
    keepPhone: { body: { browser: 'matrix-browser', dialogs: [] } },
    readPhoneAccount: { path: '?browser=matrix-browser' },
    reportCallQuality: {
      body: {
        seconds: 1,
        packetsSent: 50,
        packetsReceived: 50,
        packetsLost: 0,
        jitterMs: { mean: 1, worst: 2 },
        roundTripMs: null,
        codec: 'PCMU',
      },
    },
    readCallQuality: {},
    listContacts: {},
    readContact: {},
    createContact: { body: { familyName: 'Matrix' } },
    changeContact: { body: { title: 'Dr' } },
    mergeContacts: { body: { contactId: nowhere } },
    listAccounts: {},
    readAccount: {},
    createAccount: { body: { name: 'Matrix' } },
    changeAccount: { body: { city: 'Bonn' } },
    listCases: {},
    readCase: {},
    createCase: { body: { subject: 'Matrix' } },
    changeCase: { body: { status: 'open' } },
    listTasks: {},
    readTask: {},
    createTask: { body: { subject: 'Matrix' } },
    changeTask: { body: { done: true } },
    listOpportunities: {},
    readOpportunity: {},
    createOpportunity: { body: { name: 'Matrix' } },
    changeOpportunity: { body: { status: 'won' } },
    importContacts: {
      body: { importId: nowhere, file: 'm.csv', preview: true, rows: [{ row: 1, familyName: 'Matrix' }] },
    },
    exportContacts: {},
    listDuplicates: {},
    listActivities: {},
    readActivity: {},
    listUsers: {},
    createUser: { body: { userName: 'matrix', name: 'Matrix', role: 'agent', password: 'long enough' } },
    changeUser: { body: { name: 'Matrix' } },
    listGroups: {},
    createGroup: { body: { name: 'Matrix' } },
    changeGroup: { body: { name: 'Matrix', version: 1 } },
    deleteGroup: { path: '?version=1' },
    listLocations: {},
    createLocation: { body: { name: 'Matrix', language: 'de', country: 'AT', timeZone: 'Europe/Vienna' } },
    changeLocation: { body: { name: 'Matrix', version: 1 } },
    deleteLocation: { path: '?version=1' },
    listQueues: {},
    createQueue: { body: { link: 'pbx', number: '8000', name: 'Matrix' } },
    changeQueue: { body: { name: 'Matrix', version: 1 } },
    deleteQueue: { path: '?version=1' },
    listDevices: {},
    listAudit: {},
    readAuditFilters: {},
    readMyTemplate: {},
    listTemplates: {},
    createTemplate: { body: { name: 'Matrix' } },
    readTemplate: {},
    changeTemplate: { body: { revision: 1, name: 'Matrix' } },
    deleteTemplate: {},
    publishTemplate: { body: { revision: 1 } },
    rollBackTemplate: { body: { version: 1 } },
    readCallForTemplate: {},
    listFields: {},
    createField: { body: { subject: 'contact', key: 'matrix', kind: 'text' } },
    changeField: { body: { active: false } },
    readFieldValues: {},
    changeFieldValues: { body: { values: {} } },
    listScripts: {},
    createScript: { body: { name: 'Matrix', texts: { en: 'Hello' }, queues: [] } },
    changeScript: { body: { name: 'Matrix', texts: { en: 'Hello' }, queues: [] } },
    deleteScript: {},
    listRecentCalls: { path: '?search=1415' },
    readLadder: {},
    takeRecording: { body: { since: '2026-11-21T09:00:00.000Z', keepPersonalData: false } },
    readRecordingPart: {},
    listLinks: {},
    listFailedJobs: {},
    retryJob: {},
    demoState: {},
    demoCall: { body: { from: '+14155550100', to: '1001' } },
    demoCallState: {},
    demoDigits: { body: { digits: '1' } },
    demoHangUp: {},
  }

/** What a browser is answered. */
export async function ask(
  browser: Browser,
  name: RouteName,
  id = nowhere,
): Promise<{ status: number; code: string | null; text: string }> {
  const route: Route = routes[name]
  const { path = '', body } = requests[name]
  const response = await browser.fetch(
    route.path
      .replace(':id', id)
      .replace(':part', '1')
      .replace(':subject', 'contact')
      .replace(':share', nowhere) + path,
    {
      method: route.method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    },
  )
  const text = await response.text()
  const code =
    response.headers.get('content-type') === 'application/problem+json'
      ? (JSON.parse(text) as { code: string }).code
      : null
  return { status: response.status, code, text }
}
