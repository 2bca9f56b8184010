import { Button } from 'react-aria-components'

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#']

interface DialPadProps {
  readonly label: string
  readonly isDisabled?: boolean
  readonly onKey: (key: string) => void
}

export function DialPad({ label, isDisabled = false, onKey }: DialPadProps) {
  return (
    <div className="dial-pad" role="group" aria-label={label} dir="ltr">
      {keys.map((key) => (
        <Button
          key={key}
          className="dial-key"
          isDisabled={isDisabled}
          onPress={() => {
            onKey(key)
          }}
        >
          {key}
        </Button>
      ))}
    </div>
  )
}
