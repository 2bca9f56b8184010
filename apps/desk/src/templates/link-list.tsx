import { useLingui } from '@lingui/react/macro'
import { fillUrl, siteOf, type ComponentOf } from '@hookswitch/contract'
import { Nothing } from '#records/related.tsx'
import { Icon } from '#ui/icon.tsx'
import type { Drawing } from './drawing.ts'
import { labelFor } from './use-label.ts'

/** Ways to other sites, with what the call tells in their address; each opens beside the desk. */
export function LinkList({ it, drawing }: { readonly it: ComponentOf<'links'>; readonly drawing: Drawing }) {
  const { t } = useLingui()
  const { facts, mine } = drawing
  const links = it.links.flatMap(({ labels, url }) => {
    const address = fillUrl(url, facts)
    return address === null ? [] : [{ address, name: labelFor(labels, mine) ?? siteOf(url) ?? url }]
  })
  if (links.length === 0) return <Nothing />
  return (
    <ul className="template-links">
      {links.map(({ address, name }, index) => (
        <li key={index}>
          <a className="link template-link" href={address} target="_blank" rel="noopener noreferrer">
            <bdi>{name}</bdi>
            <Icon name="outgoing" size={14} />
            <span className="visually-hidden">{t`opens in a new tab`}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}
