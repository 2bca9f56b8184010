import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Opportunity, OpportunityPerson } from '@hookswitch/contract'

export const stageWords: Readonly<Record<Opportunity['stage'], MessageDescriptor>> = {
  qualify: msg`First contact`,
  needs: msg`Needs are known`,
  proposal: msg`Offer made`,
  negotiation: msg`Negotiation`,
  decision: msg`Being decided`,
}

export const opportunityStatusWords: Readonly<Record<Opportunity['status'], MessageDescriptor>> = {
  open: msg({ message: 'Open', context: 'opportunity' }),
  won: msg({ message: 'Won', context: 'opportunity' }),
  lost: msg({ message: 'Lost', context: 'opportunity' }),
}

export const roleWords: Readonly<Record<OpportunityPerson['role'], MessageDescriptor>> = {
  decisionMaker: msg`Decides`,
  buyer: msg`Buys`,
  influencer: msg`Advises`,
  evaluator: msg`Tries it out`,
  user: msg`Will use it`,
  other: msg({ message: 'Other', context: 'part in an opportunity' }),
}

/** A record of each kind, as a list of them is called. */
export const listWords = {
  contacts: msg`Contacts`,
  accounts: msg`Companies`,
  cases: msg`Cases`,
  opportunities: msg`Opportunities`,
  tasks: msg`Tasks`,
} as const
