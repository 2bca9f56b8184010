const toAgent = 'inbound +14155550100 > +18005551001'
const toQueue = 'inbound +14155550100 > +18005556001'
const out = 'outbound 1001 > +14155550199'
const answered = `${toAgent}: answered | 1001 called answered | trunk caller answered`
const rejected = `${toAgent}: rejected | 1001 called rejected | trunk caller abandoned`
const missed = `${toAgent}: missed | 1001 called missed | trunk caller abandoned`
const dialled = `${out}: answered | 1001 caller answered | trunk called answered`
const undialled = `${out}: abandoned | 1001 caller abandoned`

/** What the recordings' README says was done, as the call histories that must come of it. */
export const told: Readonly<Record<string, readonly string[]>> = {
  'inbound-caller-hangs-up': [answered],
  'inbound-agent-hangs-up': [answered],
  'inbound-abandoned-ringing': [missed],
  'inbound-no-answer': [missed],
  'inbound-rejected-by-phone': [rejected],
  'inbound-declined-by-phone-603': [rejected],
  'inbound-phone-not-registered': [
    'inbound +14155550100 > +18005551007: failed | 1007 called failed | trunk caller abandoned',
  ],
  'inbound-forwarded-by-phone-302': [
    `${toAgent}: answered | 1001 called missed | 1003 called answered | trunk caller answered`,
  ],
  'outbound-from-phone': [dialled],
  'outbound-from-phone-busy': [`${out}: busy | 1001 caller abandoned | trunk called busy`],
  'internal-call': ['internal 1001 > 1003: answered | 1001 caller answered | 1003 called answered'],
  // An echo: something that answers without a channel of its own.
  'baresip-outbound-dtmf': ['internal 1001 > 9000: answered | 1001 caller answered | 9000 called answered'],
  'queue-ivr-digits-answer': [
    'inbound +14155550100 > +18005556000: answered, 48213, queue support' +
      ' | 1001 called answered | 1003 called answeredElsewhere | support queue diverted | trunk caller answered',
  ],
  'queue-abandoned': [
    `${toQueue}: abandoned, queue support` +
      ' | 1001 called missed | 1003 called missed | support queue abandoned | trunk caller abandoned',
  ],
  'queue-member-rejects': [
    `${toQueue}: answered, queue support` +
      ' | 1001 called rejected | 1003 called answered | support queue diverted | trunk caller answered',
  ],
  'queue-member-rejected-by-ami-hangup': [
    `${toQueue}: answered, queue support` +
      ' | 1001 called rejected | 1003 called answered | support queue diverted | trunk caller answered',
  ],
  'queue-pause-unpause': [
    `${toQueue}: answered, queue support | 1001 called answered | support queue diverted | trunk caller answered`,
  ],
  'queue-member-add-remove': [],
  'ring-group-answer': [
    'inbound +14155550100 > +18005556010: answered' +
      ' | 1001 called answeredElsewhere | 1003 called answered | trunk caller answered',
  ],
  'hold-retrieve-by-phone': [answered],
  'hangup-talking-by-ami': [answered],
  'hangup-ringing-phone-by-ami': [rejected, rejected, missed],
  'click-to-dial': [dialled],
  'click-to-dial-auto-answer': [dialled],
  'click-to-dial-by-ari': [dialled],
  'click-to-dial-by-local-channel': [dialled],
  'click-to-dial-agent-no-answer': [undialled],
  'click-to-dial-agent-cancelled-by-cti': [undialled],
  'click-to-dial-not-registered': [],
  'pbx-restart-during-call': [answered],
  register: [],
}

const blind = `${toAgent}: answered | 1001 called transferred | 1003 transferredTo answered | trunk caller answered`

/** The same for calls that change hands: one call each, with its first caller, whoever has it in the end. */
export const handedOn: Readonly<Record<string, readonly string[]>> = {
  'blind-transfer-phone-refer': [blind],
  'blind-transfer-ami-blindtransfer': [blind],
  'blind-transfer-ami-redirect': [blind],
  'baresip-blind-transfer': [blind],
  'attended-transfer-ami-atxfer-complete': [blind],
  'attended-transfer-ami-atxfer-complete-by-code': [blind],
  'hold-by-redirect-then-atxfer': [blind],
  'attended-transfer-ami-atxfer-abort': [
    `${toAgent}: answered | 1001 called answered | 1003 transferredTo answered | trunk caller answered`,
  ],
  'attended-transfer-ami-atxfer-abort-while-ringing': [
    `${toAgent}: answered | 1001 called answered | 1003 transferredTo missed | trunk caller answered`,
  ],
  'attended-transfer-phone-refer': [blind],
  'conference-by-atxfer-threeway': [
    `${toAgent}: answered | 1001 called answered | 1003 transferredTo answered | trunk caller answered`,
  ],
  'directed-pickup': [
    `${toAgent}: answered | 1001 called answeredElsewhere | 1003 pickedUp answered | trunk caller answered`,
  ],
  'reject-by-redirect-of-caller': [
    `${toAgent}: answered | 1001 called missed | 1003 called answered | trunk caller answered`,
  ],
  'park-times-out': [
    `${toAgent}: answered, queue 704` +
      ' | 1001 called answered | 1001 called transferred | 704 queue diverted | trunk caller answered',
  ],
}

/** And of those that were made to see what Asterisk does with a command: what became of the call that they were tried on. */
export const tried: Readonly<Record<string, readonly string[]>> = {
  'answer-by-notify-talk': [answered],
  'ari-operations-on-ordinary-call': [answered],
  'ari-takeover-by-ami-redirect': [answered],
  'attended-transfer-ami-atxfer-not-permitted': [answered],
  'attended-transfer-ami-atxfer-target-busy': [
    `${toAgent}: answered | 1001 called answered | 1003 called busy | trunk caller answered`,
  ],
  'baresip-inbound-answer-hold-retrieve-hangup': [answered],
  'baresip-inbound-reject': [rejected],
  'baresip-notify-talk-hold': [missed],
  'hold-retrieve-by-notify': [answered],
  'hold-retrieve-by-redirect-and-bridge': [answered],
  'invalid-target-ami-atxfer': [answered],
  'invalid-target-phone-refer': [answered],
  'mute-by-ami': [answered],
  'record-by-ami': [answered],
  'send-digits-by-ami': [answered],
}
