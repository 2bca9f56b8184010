import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react'
import type { AuditEntry } from '@hookswitch/contract'
import { useFormats } from '#app/session.tsx'

/** Kinds of things that are administered, as the audit log and a refused deletion name them: one line a kind. */
const kinds: Readonly<Record<string, MessageDescriptor>> = {
  user: msg`User`,
  app_user: msg`User`,
  group: msg`Group`,
  location: msg`Location`,
  queue: msg`Queue`,
  job: msg`Failed write`,
  contact: msg`Contact`,
  template: msg`Template`,
  pop_template: msg`Template`,
  group_template: msg`Template`,
  popRules: msg`Pop rules`,
  customField: msg`Custom field`,
  script: msg`Script`,
  call_script: msg`Script`,
  call_script_queue: msg`Script`,
  disposition: msg`Disposition`,
  disposition_queue: msg`Disposition`,
  wrapUp: msg`Wrap-up rule`,
  wrap_up_rule: msg`Wrap-up rule`,
  entryShare: msg`Page for a caller`,
}

const actions: Readonly<Record<AuditEntry['action'], MessageDescriptor>> = {
  created: msg`created`,
  changed: msg`changed`,
  deleted: msg`deleted`,
  published: msg`published`,
  rolledBack: msg`rolled back`,
  merged: msg`merged`,
  retried: msg`tried again`,
}

/** Fields that people know by another word than the program. */
const fields: Readonly<Record<string, MessageDescriptor>> = {
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
}

const known = Object.keys(fields)
/** Where a field stands among those of its thing: the database keeps them in no order. */
export function fieldPlace(field: string): number {
  const at = known.indexOf(field)
  return at < 0 ? known.length : at
}

/** Values that a program writes and no person says. */
const values: Readonly<Record<string, MessageDescriptor>> = {
  'active true': msg`yes`,
  'active false': msg`no`,
  'password changed': msg`changed`,
}

const roles: Readonly<Record<string, MessageDescriptor>> = {
  agent: msg`Agent`,
  supervisor: msg`Supervisor`,
  administrator: msg`Administrator`,
}

/** As the server writes a moment. */
const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/** Words of the administration; a word that only the server knows stays as it is. */
export function useWords() {
  const { i18n } = useLingui()
  const formats = useFormats()
  const value = (field: string, text: string): string => {
    if (instant.test(text)) return `${formats.day(text)}, ${formats.time(text)}`
    const found = field === 'role' ? roles[text] : values[`${field} ${text}`]
    return found === undefined ? text : i18n._(found)
  }
  const from = (table: Readonly<Record<string, MessageDescriptor>>) => (word: string) => {
    const known = table[word]
    return known === undefined ? word : i18n._(known)
  }
  return { kind: from(kinds), action: from(actions), field: from(fields), role: from(roles), value }
}
