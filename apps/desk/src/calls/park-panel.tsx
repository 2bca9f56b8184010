import { Trans, useLingui } from '@lingui/react/macro'
import { useDirectory } from '#colleagues/use-directory.ts'
import { useIsLive, useLive } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'
import { AskProblem } from './ask-problem.tsx'
import type { Asking } from './use-ask.ts'

interface ParkPanelProps {
  readonly asking: Asking
  readonly onClose: () => void
}

/** Where a call is to wait until anybody takes it: any free place, or one of mine to choose. */
export function ParkPanel({ asking, onClose }: ParkPanelProps) {
  const { t } = useLingui()
  const live = useIsLive()
  const slots = useLive().state.line?.parkSlots ?? []
  const { data } = useDirectory()
  const taken = new Set(data?.targets.filter((it) => it.occupied === true).map((it) => it.number))
  const isAsked = asking.asked?.kind === 'parkCall'
  const park = (to?: string): void => {
    asking.ask('parkCall', to === undefined ? {} : { to })
  }
  return (
    <section className="call-panel" aria-label={t`Park the call`} data-panel="park">
      <div className="call-buttons">
        <Button
          tone="main"
          data-command="parkCall"
          isDisabled={!live}
          isPending={isAsked}
          onPress={() => {
            park()
          }}
        >
          {isAsked ? <Trans>Park: asked…</Trans> : <Trans>Any free place</Trans>}
        </Button>
      </div>
      <ul className="park-places" aria-label={t`Places`}>
        {slots.map(({ number, name }) => (
          <li key={number}>
            <Button
              size="small"
              data-slot={number}
              isDisabled={!live || isAsked || taken.has(number)}
              onPress={() => {
                park(number)
              }}
            >
              <bdi>{name}</bdi>
              {taken.has(number) ? (
                <small>
                  <Trans>taken</Trans>
                </small>
              ) : null}
            </Button>
          </li>
        ))}
      </ul>
      <AskProblem asking={asking} kinds={['parkCall']} />
      <Button size="small" tone="quiet" onPress={onClose}>
        <Trans>Cancel</Trans>
      </Button>
    </section>
  )
}
