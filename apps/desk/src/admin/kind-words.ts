import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react'
import type { AuditEntry } from '@hookswitch/contract'

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
  import: msg`Import`,
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

const roles: Readonly<Record<string, MessageDescriptor>> = {
  agent: msg`Agent`,
  supervisor: msg`Supervisor`,
  administrator: msg`Administrator`,
}

/** Words of the administration; a word that only the server knows stays as it is. */
export function useWords() {
  const { i18n } = useLingui()
  const from = (table: Readonly<Record<string, MessageDescriptor>>) => (word: string) => {
    const known = table[word]
    return known === undefined ? word : i18n._(known)
  }
  return { kind: from(kinds), action: from(actions), role: from(roles) }
}
