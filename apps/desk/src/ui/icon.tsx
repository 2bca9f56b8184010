/** Line drawings on a grid of 24, drawn for this page. */
const paths = {
  answer: 'M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A15 15 0 0 1 3 6a2 2 0 0 1 2-2',
  hangUp: 'M3 15c5-5 13-5 18 0l-2.5 3-4-1.5v-3c-1.7-.5-3.300-.5-5 0v3L5.500 18z',
  hold: 'M8 5v14M16 5v14',
  retrieve: 'M7 5v14l11-7z',
  keypad: 'M6 5h.01M12 5h.01M18 5h.01M6 12h.01M12 12h.01M18 12h.01M6 19h.01M12 19h.01M18 19h.01',
  incoming: 'M18 6 7 17M7 9v8h8',
  outgoing: 'M6 18 17 7M9 7h8v8',
  internal: 'M4 9h14l-3-3M20 15H6l3 3',
  missed: 'M4 7l8 7 8-7M14 7h6v6',
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14M16 16l4 4',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
  help: 'M9 9a3 3 0 1 1 4 2.800c-.7.3-1 .8-1 1.700V14M12 18h.01',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.500 10 17 19 7',
  warning: 'M12 4 2.500 20h19zM12 10v4M12 17h.01',
  person: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8M4 21c1-5 4-7 8-7s7 2 8 7',
  company: 'M4 21V5l8-2v18M12 8h8v13M7 8h2M7 12h2M7 16h2M15 12h2M15 16h2M2 21h20',
  mail: 'M3 6h18v12H3zM3 7l9 7 9-7',
  note: 'M6 3h9l4 4v14H6zM9 11h7M9 15h7',
  meeting: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  task: 'M5 4h14v16H5zM8.500 12l2.500 2.500 4.500-5',
  clock: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18M12 7v5l3 2',
  back: 'M10 5 3 12l7 7M3 12h18',
  transfer: 'M3 12h12M10 7l5 5-5 5M20 5v14',
  queue: 'M4 6h16M4 12h16M4 18h9',
  signOut: 'M14 4H5v16h9M10 12h11M17 8l4 4-4 4',
  plus: 'M12 5v14M5 12h14',
  addPerson:
    'M10 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8M2.500 21c1-5 4-7 7.500-7 2 0 3.500.6 4.700 1.700M18 14v7M14.500 17.500h7',
  park: 'M4 4h16v16H4zM9.500 17V7.500H13a3 3 0 0 1 0 6H9.500',
  microphone: 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3M5 11a7 7 0 0 0 14 0M12 18v3',
  microphoneOff:
    'M15 9V6a3 3 0 0 0-5.700-1.300M9 9v2a3 3 0 0 0 4.600 2.500M5 11a7 7 0 0 0 10.500 6M19 11c0 1.200-.3 2.300-.8 3.200M12 18v3M4 3l16 18',
  voicemail:
    'M6.500 8.500a4 4 0 1 1 0 8 4 4 0 0 1 0-8M17.500 8.500a4 4 0 1 1 0 8 4 4 0 0 1 0-8M6.500 16.500h11',
  pickUp: 'M12 3v9M8 8l4 4 4-4M5 13v6h14v-6',
  more: 'M6 9l6 6 6-6',
  window: 'M3 5h18v14H3zM12 12h6v4h-6z',
  building: 'M4 21V8l8-4v17M12 9h8v12M2 21h20M7 11h2M7 15h2M15 13h2M15 17h2',
  ladder: 'M5 3v18M19 3v18M5 8h11M13 5l3 3-3 3M19 16H8M11 13l-3 3 3 3',
  opportunity: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8M12 12h.01',
} as const

export type IconName = keyof typeof paths

/** They point the way that reading goes, or stand for lines of writing: from right to left they are turned round. */
const turned: ReadonlySet<IconName> = new Set([
  'incoming',
  'outgoing',
  'missed',
  'back',
  'transfer',
  'signOut',
  'queue',
  'note',
  'help',
])

/** Decoration only: what it means is said in words beside it, or in the name of the button that it stands in. */
export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      className={turned.has(name) ? 'icon icon-turned' : 'icon'}
      data-icon={name}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  )
}
