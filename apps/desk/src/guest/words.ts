/** What the caller's page says. It is not the agents' page and carries nothing of it: so its few words are here. */
export interface GuestWords {
  readonly title: string
  /** `{name}`: who shows it. */
  readonly from: string
  readonly nothing: string
  readonly live: string
  readonly offline: string
  readonly gone: string
}

type Language = 'en' | 'de' | 'ar'

const words: Readonly<Record<Language, GuestWords>> = {
  en: {
    title: 'Shown to you during your call',
    from: 'From your call with {name}',
    nothing: 'Nothing is shown yet.',
    live: 'This page follows the call and ends with it.',
    offline: 'No connection. Trying again…',
    gone: 'This link shows nothing any more. Ask the person you spoke with.',
  },
  de: {
    title: 'Zu Ihrem Gespräch',
    from: 'Aus Ihrem Gespräch mit {name}',
    nothing: 'Noch wird nichts gezeigt.',
    live: 'Diese Seite folgt dem Gespräch und endet mit ihm.',
    offline: 'Keine Verbindung. Neuer Versuch …',
    gone: 'Unter diesem Link ist nichts mehr zu sehen. Fragen Sie die Person, mit der Sie gesprochen haben.',
  },
  ar: {
    title: 'معروض لك أثناء مكالمتك',
    from: 'من مكالمتك مع {name}',
    nothing: 'لم يُعرض شيء بعد.',
    live: 'تتابع هذه الصفحة المكالمة وتنتهي بانتهائها.',
    offline: 'لا يوجد اتصال. تجري إعادة المحاولة…',
    gone: 'لم يعد هذا الرابط يعرض شيئًا. اسأل الشخص الذي تحدثت معه.',
  },
}

/** In the first language of the reader that we have. */
export function wordsFor(languages: readonly string[]): {
  readonly language: Language
  readonly words: GuestWords
} {
  const language = languages
    .map((tag) => tag.toLowerCase().split('-')[0] ?? '')
    .find((tag): tag is Language => Object.hasOwn(words, tag))
  return { language: language ?? 'en', words: words[language ?? 'en'] }
}
