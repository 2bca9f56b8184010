import { Fragment, useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import type { Ladder, LadderStep } from '@hookswitch/contract'
import { Button } from '#ui/button.tsx'
import { ScrollTable } from './scroll-table.tsx'
import { StepMessages } from './step-messages.tsx'
import { afterText, partyName, stepWords } from './step-words.ts'
import { useSay } from './use-say.ts'

/** The same as the diagram, in words. */
export function LadderTable({ ladder }: { readonly ladder: Ladder }) {
  const { t } = useLingui()
  const say = useSay()
  const nameOf = (id: string): string => {
    const party = ladder.parties.find((one) => one.id === id)
    return party === undefined ? '' : say(partyName(party))
  }
  return (
    <ScrollTable label={t`Steps of the call`} heads={[t`Time`, t`Who`, t`What`, t`Whom`, t`Messages`]}>
      {ladder.steps.map((step, index) => (
        // The same thing may happen twice; steps never change.
        <Row key={index} id={`row-${index}`} step={step} from={nameOf(step.from)} to={nameOf(step.to)} />
      ))}
    </ScrollTable>
  )
}

interface RowProps {
  readonly id: string
  readonly step: LadderStep
  readonly from: string
  readonly to: string
}

function Row({ id, step, from, to }: RowProps) {
  const { t } = useLingui()
  const say = useSay()
  const [isOpen, setIsOpen] = useState(false)
  const what = say(stepWords(step))
  const after = afterText(step.after)
  return (
    <Fragment>
      <tr data-step={step.kind}>
        <td className="ladder-time">
          <bdi dir="ltr">{after}</bdi>
        </td>
        <td>
          <bdi>{from}</bdi>
        </td>
        <td>{what}</td>
        <td>
          <bdi>{from === to ? '' : to}</bdi>
        </td>
        <td>
          <Button
            size="small"
            tone="quiet"
            aria-label={
              isOpen ? t`Hide the messages of ${after}, ${what}` : t`Show the messages of ${after}, ${what}`
            }
            aria-expanded={isOpen}
            onPress={() => {
              setIsOpen(!isOpen)
            }}
          >
            {isOpen ? <Trans>Hide</Trans> : <Trans>Show</Trans>}
          </Button>
        </td>
      </tr>
      {isOpen ? (
        <tr>
          <td colSpan={5}>
            <StepMessages id={id} step={step} />
          </td>
        </tr>
      ) : null}
    </Fragment>
  )
}
