import type {
  Account,
  Activity,
  ActivityLog,
  CaseRecord,
  Contact,
  Opportunity,
  OpportunityDetail,
  Task,
} from '@hookswitch/contract'
import { readNumber } from '#numbers/read-number.ts'
import type { AccountStore, ListedByName, NewAccount } from '#store/crm-accounts.ts'
import type { ActivityQuery, ActivityStore } from '#store/crm-activities.ts'
import type { CaseQuery, CaseStore, NewCase } from '#store/crm-cases.ts'
import type { NewContact, PhoneData } from '#store/contact-rows.ts'
import type { ContactQuery, ContactStore, MadeFor } from '#store/crm-contacts.ts'
import type { PageQuery } from '#store/crm-list.ts'
import type { Page } from '#store/crm-page.ts'
import type {
  NewOpportunity,
  OpportunityQuery,
  OpportunityStore,
  OpportunityWithPeople,
} from '#store/crm-opportunities.ts'
import type { NewTask, TaskChanges, TaskQuery, TaskStore } from '#store/crm-tasks.ts'
import type { SeenVersion } from '#store/crm-version.ts'
import { sqlState } from '#store/db-error.ts'
import { type Answer, done, orMissing, writing } from './answer.ts'
import {
  accountView,
  activityView,
  caseView,
  contactView,
  logView,
  opportunityView,
  personView,
  taskView,
} from './record-views.ts'

/** Who asks, and how numbers are written where that person works for. */
export interface RecordAsker {
  readonly tenant: string
  readonly userId: string
  /** ISO 3166 of the tenant. */
  readonly country: string
}

export interface RecordPorts {
  readonly accounts: AccountStore
  readonly contacts: ContactStore
  readonly cases: CaseStore
  readonly tasks: TaskStore
  readonly activities: ActivityStore
  readonly opportunities: OpportunityStore
}

type PhoneInput = Pick<PhoneData, 'label' | 'text'>
export type ContactInput = Omit<NewContact, 'phones'> & { readonly phones: readonly PhoneInput[] }
/** The page before the first, and each after the one whose `next` it is asked with. */
interface PageInput {
  readonly search: string
  readonly limit: number
  readonly cursor?: string | undefined
}
interface PageView<Item> {
  items: Item[]
  next: string | null
  similarFrom?: number
}
type Asked<Query> = Omit<Query, keyof PageQuery> & PageInput
/** Of all, or of those whose owner asks. */
type Owned<Query> = Omit<Asked<Query>, 'ownerId'> & { readonly mine?: boolean | undefined }
/** What is absent stays. With the version that was seen it is refused (`recordChanged`) where it is another one now. */
type Changes<Fields> = Partial<Fields> & SeenVersion

/** The built-in CRM: what the routes and the pop ask of it. */
export interface Records {
  listContacts(
    asker: RecordAsker,
    query: Asked<Omit<ContactQuery, 'e164'>>,
  ): Promise<Answer<PageView<Contact>>>
  readContact(asker: RecordAsker, id: string): Promise<Answer<Contact>>
  /** @param caller who it is made for: made by somebody else a moment ago for the same caller, it is that one. */
  createContact(asker: RecordAsker, contact: ContactInput, caller?: MadeFor): Promise<Answer<Contact>>
  /** Two that are one: the old one goes into the other with all that belongs to it, for good. */
  mergeContacts(
    asker: RecordAsker,
    which: { readonly into: string; readonly old: string },
  ): Promise<Answer<Contact>>
  changeContact(asker: RecordAsker, id: string, changes: Changes<ContactInput>): Promise<Answer<Contact>>
  listAccounts(asker: RecordAsker, query: Asked<ListedByName>): Promise<Answer<PageView<Account>>>
  readAccount(asker: RecordAsker, id: string): Promise<Answer<Account>>
  createAccount(asker: RecordAsker, account: NewAccount): Promise<Answer<Account>>
  changeAccount(asker: RecordAsker, id: string, changes: Changes<NewAccount>): Promise<Answer<Account>>
  listCases(asker: RecordAsker, query: Owned<CaseQuery>): Promise<Answer<PageView<CaseRecord>>>
  readCase(asker: RecordAsker, id: string): Promise<Answer<CaseRecord>>
  createCase(asker: RecordAsker, given: NewCase): Promise<Answer<CaseRecord>>
  changeCase(asker: RecordAsker, id: string, changes: Changes<NewCase>): Promise<Answer<CaseRecord>>
  listTasks(asker: RecordAsker, query: Owned<TaskQuery>): Promise<Answer<PageView<Task>>>
  readTask(asker: RecordAsker, id: string): Promise<Answer<Task>>
  createTask(asker: RecordAsker, task: NewTask): Promise<Answer<Task>>
  changeTask(asker: RecordAsker, id: string, changes: TaskChanges): Promise<Answer<Task>>
  listOpportunities(
    asker: RecordAsker,
    query: Asked<OpportunityQuery>,
  ): Promise<Answer<PageView<Opportunity>>>
  readOpportunity(asker: RecordAsker, id: string): Promise<Answer<OpportunityDetail>>
  createOpportunity(asker: RecordAsker, given: NewOpportunity): Promise<Answer<OpportunityDetail>>
  changeOpportunity(
    asker: RecordAsker,
    id: string,
    changes: Changes<NewOpportunity>,
  ): Promise<Answer<OpportunityDetail>>
  listActivities(asker: RecordAsker, query: Asked<ActivityQuery>): Promise<Answer<PageView<Activity>>>
  readActivity(asker: RecordAsker, id: string): Promise<Answer<ActivityLog>>
}

export function createRecords(ports: RecordPorts): Records {
  return {
    ...contactRecords(ports),
    ...accountRecords(ports),
    ...caseRecords(ports),
    ...taskRecords(ports),
    ...opportunityRecords(ports),
    ...activityRecords(ports),
  }
}

type ContactPart = 'listContacts' | 'readContact' | 'createContact' | 'changeContact' | 'mergeContacts'

function contactRecords({ contacts }: RecordPorts): Pick<Records, ContactPart> {
  return {
    listContacts: (asker, query) =>
      listed(
        query,
        (page) => contacts.list(asker.tenant, { ...page, e164: readNumber(page.search, asker).e164 }),
        (it) => contactView(it, asker.country),
      ),
    readContact: async (asker, id) => {
      const found = await contacts.read(asker.tenant, id)
      return orMissing(found && contactView(found, asker.country))
    },
    createContact: (asker, contact, caller) =>
      writing(async () => {
        const phones = readPhones(contact.phones, asker.country)
        const made = await contacts.create(asker.tenant, { ...contact, phones }, caller)
        return contactView(made, asker.country)
      }),
    mergeContacts: async ({ tenant, userId, country }, { into, old }) => {
      if (into === old)
        return { ok: false, code: 'invalid', detail: 'A contact cannot be merged into itself.' }
      const merged = await contacts.merge(tenant, { into, old, userId })
      return orMissing(merged && contactView(merged, country))
    },
    changeContact: async (asker, id, { phones, ...changes }) => {
      const read = phones === undefined ? {} : { phones: readPhones(phones, asker.country) }
      const changed = await writing(() => contacts.change(asker.tenant, id, { ...changes, ...read }))
      return changed.ok ? orMissing(changed.value && contactView(changed.value, asker.country)) : changed
    },
  }
}

/** Text that is not understood is kept as it was written: somebody will know what it means. */
function readPhones(phones: readonly PhoneInput[], country: string): PhoneData[] {
  return phones.map(({ label, text }) => ({ label, text, e164: readNumber(text, { country }).e164 }))
}

function accountRecords({
  accounts,
}: RecordPorts): Pick<Records, 'listAccounts' | 'readAccount' | 'createAccount' | 'changeAccount'> {
  return {
    listAccounts: ({ tenant }, query) => listed(query, (page) => accounts.list(tenant, page), accountView),
    readAccount: async ({ tenant }, id) => {
      const found = await accounts.read(tenant, id)
      return orMissing(found && accountView(found))
    },
    createAccount: ({ tenant }, account) =>
      writing(
        async () => accountView(await accounts.create(tenant, account)),
        'Another account has this number already.',
      ),
    changeAccount: async ({ tenant }, id, changes) => {
      const changed = await writing(
        () => accounts.change(tenant, id, changes),
        'Another account has this number already.',
      )
      return changed.ok ? orMissing(changed.value && accountView(changed.value)) : changed
    },
  }
}

function caseRecords({
  cases,
}: RecordPorts): Pick<Records, 'listCases' | 'readCase' | 'createCase' | 'changeCase'> {
  return {
    listCases: (asker, query) =>
      listed(query, (page) => cases.list(asker.tenant, { ...page, ...ownerOf(asker, page) }), caseView),
    readCase: async ({ tenant }, id) => {
      const found = await cases.read(tenant, id)
      return orMissing(found && caseView(found))
    },
    createCase: ({ tenant, userId }, given) =>
      writing(async () => caseView(await cases.create(tenant, given, userId))),
    changeCase: async ({ tenant }, id, changes) => {
      const changed = await writing(() => cases.change(tenant, id, changes))
      return changed.ok ? orMissing(changed.value && caseView(changed.value)) : changed
    },
  }
}

function taskRecords({
  tasks,
}: RecordPorts): Pick<Records, 'listTasks' | 'readTask' | 'createTask' | 'changeTask'> {
  return {
    listTasks: (asker, query) =>
      listed(query, (page) => tasks.list(asker.tenant, { ...page, ...ownerOf(asker, page) }), taskView),
    readTask: async ({ tenant }, id) => {
      const found = await tasks.read(tenant, id)
      return orMissing(found && taskView(found))
    },
    createTask: ({ tenant, userId }, task) =>
      writing(async () => taskView(await tasks.create(tenant, task, userId))),
    changeTask: async ({ tenant }, id, changes) => {
      const changed = await writing(() => tasks.change(tenant, id, changes))
      return changed.ok ? orMissing(changed.value && taskView(changed.value)) : changed
    },
  }
}

type OpportunityPart = 'listOpportunities' | 'readOpportunity' | 'createOpportunity' | 'changeOpportunity'

function opportunityRecords({ opportunities }: RecordPorts): Pick<Records, OpportunityPart> {
  const detail = (found: OpportunityWithPeople, country: string): OpportunityDetail => ({
    ...opportunityView(found),
    people: found.people.map((person) => personView(person, country)),
  })
  return {
    listOpportunities: ({ tenant }, query) =>
      listed(query, (page) => opportunities.list(tenant, page), opportunityView),
    readOpportunity: async ({ tenant, country }, id) => {
      const found = await opportunities.read(tenant, id)
      return orMissing(found && detail(found, country))
    },
    createOpportunity: ({ tenant, userId, country }, given) =>
      withCurrency(() =>
        writing(async () => detail(await opportunities.create(tenant, given, userId), country)),
      ),
    changeOpportunity: ({ tenant, country }, id, changes) =>
      withCurrency(async () => {
        const changed = await writing(() => opportunities.change(tenant, id, changes))
        return changed.ok ? orMissing(changed.value && detail(changed.value, country)) : changed
      }),
  }
}

/** The one rule of the database that no shape of a request can tell: the amount may be there already, or the currency. */
async function withCurrency<Value>(work: () => Promise<Answer<Value>>): Promise<Answer<Value>> {
  try {
    return await work()
  } catch (error) {
    if (sqlState(error) !== '23514') throw error
    return { ok: false, code: 'invalid', detail: 'An amount needs its currency.' }
  }
}

function activityRecords({ activities }: RecordPorts): Pick<Records, 'listActivities' | 'readActivity'> {
  return {
    listActivities: ({ tenant }, query) =>
      listed(query, (page) => activities.list(tenant, page), activityView),
    readActivity: async ({ tenant }, id) => {
      const found = await activities.read(tenant, id)
      return orMissing(found && logView(found))
    },
  }
}

function ownerOf({ userId }: RecordAsker, { mine }: { readonly mine?: boolean | undefined }) {
  return mine === true ? { ownerId: userId } : {}
}

/** Asks for one page. A cursor is the id of the last item of the page before. */
async function listed<Query extends PageInput, Data, View>(
  { cursor, ...query }: Query,
  list: (query: Omit<Query, 'cursor'> & { readonly after: string | null }) => Promise<Page<Data>>,
  view: (data: Data) => View,
): Promise<Answer<PageView<View>>> {
  if (cursor !== undefined && !isId(cursor))
    return { ok: false, code: 'invalid', detail: 'The cursor is not one that this list gave.' }
  try {
    const { items, ...page } = await list({ ...query, after: cursor ?? null })
    return done({ ...page, items: items.map(view) })
  } catch (error) {
    if (sqlState(error) !== stopped) throw error
    return { ok: false, code: 'searchTooWide', detail: 'Too many records fit this. Add a word or a digit.' }
  }
}

/** The database ended a statement that took too long. */
const stopped = '57014'

function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}
