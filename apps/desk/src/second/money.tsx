import { useLingui } from '@lingui/react/macro'
import { useMe } from '#app/session.tsx'

interface MoneyProps {
  /** Exact: `1250.50`. */
  readonly amount: string | null
  readonly currency: string | null
}

/** An amount as people write it where the user works. */
export function Money({ amount, currency }: MoneyProps) {
  const { i18n } = useLingui()
  const { country } = useMe()
  if (amount === null || currency === null) return null
  const language = i18n.locale === 'en-XA' ? 'en' : i18n.locale
  return <bdi className="money">{formatMoney(amount, currency, `${language}-${country}`)}</bdi>
}

function formatMoney(amount: string, currency: string, locale: string): string {
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(Number(amount))
  } catch {
    // Three letters that are no currency.
    return `${amount} ${currency}`
  }
}
