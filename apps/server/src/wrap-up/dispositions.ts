import type {
  Disposition,
  DispositionChanges,
  NewDisposition,
  RouteReply,
  WrapUpRule,
} from '@hookswitch/contract'
import { type Answer, done, orMissing, writing } from '#crm-builtin/answer.ts'
import type { Actor } from '#store/audit-store.ts'
import type { DispositionData, DispositionStore, RuleData, RuleInput } from '#store/disposition-store.ts'
import { fieldsOf } from './values.ts'

/** Who changes what is administered. */
export interface By {
  readonly tenant: string
  readonly actor: Actor
}

/** What administrators say about how calls are wrapped up. */
export interface Dispositions {
  list(tenant: string): Promise<Disposition[]>
  create(by: By, given: NewDisposition): Promise<Answer<Disposition>>
  change(by: By, id: string, changes: DispositionChanges): Promise<Answer<Disposition>>
  rules(tenant: string): Promise<WrapUpRule[]>
  setRule(by: By, rule: RuleInput): Promise<Answer<RouteReply<'setWrapUpRule'>>>
}

export function createDispositions(store: DispositionStore): Dispositions {
  const rules = async (tenant: string): Promise<WrapUpRule[]> => (await store.rules(tenant)).map(ruleView)
  return {
    list: async (tenant) => (await store.list(tenant)).map(dispositionView),
    create: ({ tenant, actor }, given) =>
      writing(async () => dispositionView(await store.create(tenant, given, actor))),
    change: async ({ tenant, actor }, id, changes) => {
      const changed = await writing(() => store.change(tenant, id, { changes: given(changes), actor }))
      return changed.ok ? orMissing(changed.value && dispositionView(changed.value)) : changed
    },
    rules,
    setRule: async ({ tenant, actor }, rule) => {
      const set = await writing(() => store.setRule(tenant, rule, actor))
      return set.ok ? done({ items: await rules(tenant), next: null }) : set
    },
  }
}

/** Without what is absent: it stays as it is. */
function given(changes: DispositionChanges): Parameters<DispositionStore['change']>[2]['changes'] {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
}

function dispositionView(data: DispositionData): Disposition {
  const { id, labels, queueIds, position, active } = data
  return { id, labels: { ...labels }, queueIds: [...queueIds], fields: [...fieldsOf(data)], position, active }
}

function ruleView({ queueId, queue, required, seconds }: RuleData): WrapUpRule {
  return { queueId, queue, required, seconds }
}
