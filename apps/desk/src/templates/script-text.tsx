import { fillText, type CallFacts } from '@hookswitch/contract'

/** A text to be read out, with what the call tells in it; what is not known is left open. */
export function ScriptText({ text, facts }: { readonly text: string; readonly facts: CallFacts }) {
  return (
    <p className="script-text" dir="auto">
      {fillText(text, facts).map((piece, index) =>
        'text' in piece ? (
          <span key={index}>{piece.text}</span>
        ) : (
          <bdi key={index} className="script-value" data-known={piece.value !== null}>
            {piece.value ?? '…'}
          </bdi>
        ),
      )}
    </p>
  )
}
