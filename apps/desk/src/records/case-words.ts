import { useLingui } from '@lingui/react/macro'
import type { ColumnOf } from '@hookswitch/contract'

/** What the columns of cases are called where nobody calls them otherwise. */
export function useCaseWords(): Readonly<Record<ColumnOf<'cases'>, string>> {
  const { t } = useLingui()
  return {
    number: t`Case`,
    priority: t`Priority`,
    status: t`Status`,
    type: t`Type`,
    origin: t`Origin`,
    openedAt: t`Opened`,
    owner: t`Owner`,
    contactName: t`Contact`,
  }
}
