import { Link } from '@tanstack/react-router'
import { DialNumber } from '#calls/dial-number.tsx'

interface PersonRowProps {
  readonly id: string
  readonly name: string
  readonly title: string | null
  readonly phone: { readonly number: string; readonly display: string } | null
}

/** Somebody among others, with a number to call. */
export function PersonRow({ id, name, title, phone }: PersonRowProps) {
  return (
    <li className="row person-row">
      <span className="row-main">
        <Link to="/contacts/$id" params={{ id }} className="link">
          <bdi>{name}</bdi>
        </Link>
        {title === null ? null : <small>{title}</small>}
      </span>
      {phone === null ? null : <DialNumber {...phone} />}
    </li>
  )
}
