/** What may befall a link. Times in milliseconds; `frames`: how many of the next ones it befalls. */
export type Fault =
  /** Every connection ends and none is let in. `middle`: half a frame gets through first. */
  | {
      readonly kind: 'cut'
      readonly how: 'fin' | 'reset'
      readonly where: 'between' | 'middle'
      readonly forMs: number
    }
  /** Half-open: nothing passes any more and nobody is told. Connections made meanwhile stay silent too, for ever. */
  | { readonly kind: 'stall'; readonly forMs: number }
  /** Nothing passes for a while; then all of it does. */
  | { readonly kind: 'pause'; readonly forMs: number }
  /** Byte by byte, each in a packet of its own. */
  | { readonly kind: 'drip'; readonly frames: number }
  /** What comes meanwhile arrives in one piece. */
  | { readonly kind: 'merge'; readonly forMs: number }
  /** Each in two pieces, with a pause between. */
  | { readonly kind: 'split'; readonly frames: number; readonly pauseMs: number }
  /** `stream`: bytes that are no frame. `body`: frames whose body says nothing. `torn`: whose body ends in the middle. */
  | { readonly kind: 'garbage'; readonly how: 'stream' | 'body' | 'torn'; readonly frames: number }
  /** A frame as long as a frame may be, before the next one. */
  | { readonly kind: 'oversize' }
  /** Each comes again, at once or so much later. */
  | { readonly kind: 'duplicate'; readonly frames: number; readonly afterMs: number }
  /** So many in the opposite order. */
  | { readonly kind: 'reorder'; readonly frames: number }
  /** `again`: an old answer comes once more. `wrong`: the next answer names a number long done with. */
  | { readonly kind: 'staleAnswer'; readonly how: 'again' | 'wrong' }

export type FaultKind = Fault['kind']

export const faultKinds: readonly FaultKind[] = [
  'cut',
  'stall',
  'pause',
  'drip',
  'merge',
  'split',
  'garbage',
  'oversize',
  'duplicate',
  'reorder',
  'staleAnswer',
]
