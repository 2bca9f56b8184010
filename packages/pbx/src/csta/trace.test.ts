import { expect, test } from 'vitest'
import { withoutSecrets } from './trace.ts'

test.each([
  ['<password>open sesame</password>', '<password>***</password>'],
  [
    '<csta:agentPassword a="b">3132</csta:agentPassword>',
    '<csta:agentPassword a="b">***</csta:agentPassword>',
  ],
  ['<pwd>x</pwd><userName>agent1</userName>', '<pwd>***</pwd><userName>agent1</userName>'],
  ['<authCode>99</authCode>', '<authCode>***</authCode>'],
  ['<softPhonePwd>x</softPhonePwd>', '<softPhonePwd>***</softPhonePwd>'],
  [
    '<loginResponce userId="9" softPhonePwd="sesame">Login OK</loginResponce>',
    '<loginResponce userId="9" softPhonePwd="***">Login OK</loginResponce>',
  ],
  ['<password/><callID>1</callID>', '<password/><callID>1</callID>'],
])('%s', (xml, safe) => {
  expect(withoutSecrets(xml)).toBe(safe)
})
