import { Trans, useLingui } from '@lingui/react/macro'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { shortcuts } from '#calls/shortcut-keys.ts'
import { Colleagues } from '#colleagues/colleagues.tsx'
import { MyCalls } from '#history/my-calls.tsx'

/** My calls, or my colleagues. */
export function SideTabs() {
  const { t } = useLingui()
  return (
    <Tabs className="panel side-tabs">
      <TabList className="tabs" aria-label={t`My calls and colleagues`}>
        <Tab id="calls" className="tab" data-tab="calls">
          <Trans>My calls</Trans>
        </Tab>
        <Tab
          id="colleagues"
          className="tab"
          data-tab="colleagues"
          aria-keyshortcuts={shortcuts.colleagues.aria}
        >
          <Trans>Colleagues</Trans>
        </Tab>
      </TabList>
      <TabPanel id="calls" className="tab-panel">
        <MyCalls />
      </TabPanel>
      <TabPanel id="colleagues" className="tab-panel">
        <Colleagues />
      </TabPanel>
    </Tabs>
  )
}
