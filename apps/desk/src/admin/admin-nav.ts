import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { LinkProps } from '@tanstack/react-router'

export interface AdminPlace {
  readonly to: NonNullable<LinkProps['to']>
  readonly name: MessageDescriptor
}

interface AdminChapter {
  readonly name: MessageDescriptor
  readonly places: readonly AdminPlace[]
}

/**
 * The navigation of the administration: one line a page. A new page is declared in app/routes-<area>.tsx under the route
 * `admin` (app/routes.tsx), which puts it into the frame, and is named here.
 */
export const adminChapters: readonly AdminChapter[] = [
  {
    name: msg`Organisation`,
    places: [
      { to: '/admin/users', name: msg`Users` },
      { to: '/admin/groups', name: msg`Groups` },
      { to: '/admin/locations', name: msg`Locations` },
      { to: '/admin/audit', name: msg`Audit log` },
    ],
  },
  {
    name: msg`Pop`,
    places: [
      { to: '/admin/templates', name: msg`Templates` },
      { to: '/admin/scripts', name: msg`Scripts` },
      { to: '/admin/fields', name: msg`Fields` },
      { to: '/admin/rules', name: msg`Rules of what pops` },
    ],
  },
  {
    name: msg`Telephone system`,
    places: [
      { to: '/admin/devices', name: msg`Devices` },
      { to: '/admin/queues', name: msg`Queues` },
      { to: '/admin/dispositions', name: msg`Dispositions` },
      { to: '/admin/calls', name: msg`Calls step by step` },
    ],
  },
]
