import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react'
import type { AuditEntry } from '@hookswitch/contract'
import { useFormats } from '#app/session.tsx'
import { conditionWords, roleWords, ruleDirectionWords, callerKindWords, targetWords } from '#pop/words.ts'
import { whatWords, whenWords } from '#rules/words.ts'
import { kindWords } from '#templates/words.ts'
import { isByCaller, stepsOf, subjectOf, vocabularyOf } from './audit-parts.ts'
import { countryName, languageName } from './places.ts'
import { actionWords, columnWords } from './templates/column-words.ts'
import { fieldKindWords, subjectWords } from './templates/subject-words.ts'

type Words = Readonly<Record<string, MessageDescriptor>>

/** Fields that people know by another word than the program. */
const fields: Words = {
  name: msg`Name`,
  userName: msg`User name`,
  role: msg`Role`,
  group: msg`Group`,
  location: msg`Location`,
  link: msg`Telephone system`,
  device: msg`Telephone`,
  number: msg`Number`,
  team: msg`Team`,
  country: msg`Country`,
  timeZone: msg`Time zone`,
  language: msg`Language`,
  active: msg`Active`,
  password: msg`Password`,
  wrapUpSeconds: msg`Time for wrapping up, in seconds`,
  callId: msg`Call`,
  expiresAt: msg`Ends at`,
  views: msg`Times opened`,
  firstViewedAt: msg`First opened`,
  labels: msg`Name`,
  label: msg`Name`,
  queue: msg`Queue`,
  queueId: msg`Queue`,
  queueIds: msg`Queues`,
  queues: msg`Queues`,
  groups: msg`Groups`,
  groupIds: msg`Groups`,
  required: msg`Must be given`,
  seconds: msg`Seconds`,
  position: msg`Place in the list`,
  fields: msg`Fields`,
  key: msg`Key`,
  kind: msg({ message: 'Kind', context: 'of a field' }),
  subject: msg({ message: 'Belongs to', context: 'field of a record' }),
  choices: msg`Choices`,
  value: msg`Value`,
  values: msg`Values`,
  texts: msg`Text`,
  text: msg`Text`,
  version: msg`Version`,
  draft: msg`Draft`,
  content: msg`Content`,
  components: msg`Component`,
  columns: msg`Column`,
  field: msg`Field`,
  rows: msg`Rows`,
  width: msg`Width`,
  height: msg`Height`,
  url: msg`Address`,
  links: msg`Link`,
  actions: msg`Actions`,
  scriptId: msg`Script`,
  rules: msg`Rule`,
  when: msg`When`,
  conditions: msg`Condition`,
  not: msg`Turned round`,
  what: msg`What then`,
  of: msg`Record`,
  otherwise: msg`Otherwise`,
  zone: msg`Time zone`,
  days: msg`Days`,
  from: msg({ message: 'From', context: 'time' }),
  to: msg({ message: 'To', context: 'time' }),
  app: msg`Program`,
  kept: msg`Contact that stays`,
  merged: msg`Contact that is gone`,
  givenName: msg`Given name`,
  familyName: msg`Family name`,
  title: msg`Title`,
  email: msg`E-mail`,
  phones: msg`Telephone`,
  accountName: msg`Company`,
  account: msg`Company`,
  file: msg`File`,
  attempts: msg`Attempts`,
  error: msg`Error`,
}

/** Words that a program writes and no person says: by the field they stand in. */
const values: Readonly<Record<string, Words>> = {
  password: { changed: msg`changed` },
  role: roleWords,
  subject: subjectWords,
  actions: actionWords,
  when: whenWords,
  of: subjectWords,
  otherwise: targetWords,
  kind: fieldKindWords,
  'fields.kind': fieldKindWords,
  'components.kind': kindWords,
  'conditions.kind': conditionWords,
  'what.kind': { ...whatWords, record: targetWords.record },
  'columns.field': Object.assign({}, columnWords.cases, ...Object.values(columnWords)) as Words,
  values: { ...roleWords, ...ruleDirectionWords, ...callerKindWords },
  width: {
    full: msg({ message: 'whole line', context: 'width' }),
    wide: msg({ message: 'wide', context: 'width' }),
    narrow: msg({ message: 'narrow', context: 'width' }),
  },
}

const truths: Words = { true: msg`yes`, false: msg`no` }

const known = Object.keys(fields)
/** Where a field stands among those of its thing: the database keeps them in no order. */
export function fieldPlace(field: string): number {
  const at = known.indexOf(stepsOf(field)[0]?.name ?? '')
  return at < 0 ? known.length : at
}

/** As the server writes a moment. */
const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/** What stands in the audit log, in the language of the page; what people wrote stays as they wrote it. */
export function useAuditWords() {
  const { i18n } = useLingui()
  const formats = useFormats()
  const say = (table: Words, word: string): string => {
    const found = table[word]
    return found === undefined ? word : i18n._(found)
  }
  return {
    by: (entry: AuditEntry): string => (isByCaller(entry) ? i18n._(msg`The caller`) : entry.userName),
    subject: (entry: AuditEntry): string => {
      const subject = subjectOf(entry)
      switch (subject.is) {
        case 'otherCalls':
          return i18n._(msg({ message: 'all other calls', context: 'what a rule is for' }))
        case 'draft':
          return i18n._(msg({ message: 'draft', context: 'of rules' }))
        case 'version': {
          const { version } = subject
          return i18n._(msg`Version ${version}`)
        }
        case 'callLog':
          return i18n._(msg`log of a call`)
        case 'field':
          return `${say(subjectWords, subject.of)}: ${subject.key}`
        case 'text':
          return subject.text
      }
    },
    field: (path: string): string =>
      stepsOf(path)
        .map(({ name, nth }, at, all) => {
          const isLanguage = /^(labels|texts)$/.test(all[at - 1]?.name ?? '')
          const word = isLanguage ? languageName(i18n.locale, name) : say(fields, name)
          return nth === null ? word : `${word} ${nth}`
        })
        .join(' › '),
    value: (field: string, text: string): string => {
      if (instant.test(text)) return `${formats.day(text)}, ${formats.time(text)}`
      const vocabulary = vocabularyOf(field)
      if (vocabulary === 'country' && /^[A-Z]{2}$/.test(text)) return countryName(i18n.locale, text)
      if (vocabulary === 'language' && /^[a-z]{2,3}$/.test(text)) return languageName(i18n.locale, text)
      const words = values[vocabulary]
      if (words === undefined) return say(truths, text)
      // A list of words is one value.
      return text
        .split(', ')
        .map((word) => say(words, word))
        .join(', ')
    },
  }
}
