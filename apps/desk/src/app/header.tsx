import { Trans, useLingui } from '@lingui/react/macro'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Me } from '@hookswitch/contract'
import { AgentMenu } from '#line/agent-menu.tsx'
import { CallWindow } from '#pip/call-window.tsx'
import { RecordSearch } from '#records/record-search.tsx'
import { Button } from '#ui/button.tsx'
import { Icon } from '#ui/icon.tsx'
import { api } from './api.ts'
import { HelpDialog } from './help-dialog.tsx'
import { useSetMe } from './session.tsx'
import { SettingsDialog } from './settings-dialog.tsx'
import { mayLeave } from './unsaved.ts'

export function Header({ me }: { readonly me: Me }) {
  const { t } = useLingui()
  const navigate = useNavigate()
  return (
    <header className="header">
      <Link to="/" className="brand" aria-label={t`Hookswitch: my calls`}>
        <img src="/icon.svg" alt="" width={24} height={24} />
        <span>Hookswitch</span>
      </Link>
      <div className="header-search" data-field="search">
        <RecordSearch
          label={t`Search contacts, companies and cases`}
          kinds={['contact', 'account', 'case', 'opportunity']}
          onPick={(found) => {
            const to = {
              contact: '/contacts/$id',
              account: '/accounts/$id',
              case: '/cases/$id',
              opportunity: '/opportunities/$id',
            } as const
            void navigate({ to: to[found.kind], params: { id: found.id } })
          }}
        />
      </div>
      <div className="header-end">
        <Link
          to="/contacts"
          className="button button-quiet button-normal button-icon"
          aria-label={t`Contacts, cases and other records`}
        >
          <Icon name="person" size={16} />
        </Link>
        <AgentMenu />
        <span className="header-me">
          <bdi>{me.name}</bdi>
        </span>
        {me.role === 'administrator' ? (
          <Link
            to="/admin"
            className="button button-quiet button-normal button-icon"
            aria-label={t`Administration`}
          >
            <Icon name="building" size={16} />
          </Link>
        ) : null}
        <CallWindow />
        <HelpDialog />
        <SettingsDialog />
        <SignOut />
      </div>
    </header>
  )
}

function SignOut() {
  const { t } = useLingui()
  const setMe = useSetMe()
  const signOut = async (): Promise<void> => {
    if (!(await mayLeave())) return
    try {
      await api.signOut({})
    } finally {
      await setMe(null)
    }
  }
  return (
    <Button tone="quiet" icon="signOut" iconOnly aria-label={t`Sign out`} onPress={() => void signOut()}>
      <span className="visually-hidden">
        <Trans>Sign out</Trans>
      </span>
    </Button>
  )
}
