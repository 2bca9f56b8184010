import type { Call, Leg } from '@hookswitch/model'

/** What became of a call: a line for the call, one for each who had a part in it. */
export function historyOf(call: Call): string {
  const { calling, called, digits, queue } = call
  const more = [
    ...(digits === null ? [] : [`keyed ${digits}`]),
    ...(queue === null ? [] : [`queue ${queue}`]),
    ...(call.reconstructed ? ['partly concluded from a snapshot'] : []),
  ]
  const about = [
    `${timeOf(call.startedAt)}  ${call.direction} ${nameOf(calling)} > ${nameOf(called)}: ${call.outcome ?? 'goes on'}`,
    ...more,
  ]
  return ['', about.join(', '), ...call.legs.map(legOf)].join('\n')
}

function legOf(leg: Leg): string {
  const times = [
    ['rang', leg.ringingAt],
    ['answered', leg.answeredAt],
    ['left', leg.endedAt],
  ] as const
  const told = times.flatMap(([word, at]) => (at === null ? [] : [`${word} ${timeOf(at).slice(11)}`]))
  const who =
    leg.party.number === leg.device || leg.party.number === null
      ? leg.device
      : `${leg.device} (${nameOf(leg.party)})`
  return `  ${leg.role.padEnd(13)} ${who.padEnd(28)} ${leg.outcome ?? '-'}${told.length === 0 ? '' : `: ${told.join(', ')}`}`
}

function nameOf({ kind, number, name }: Leg['party']): string {
  const who = number ?? (kind === 'restricted' ? 'number withheld' : 'number unknown')
  return name === null ? who : `${who} ${name}`
}

/** UTC: the same on every machine. */
function timeOf(at: number): string {
  return new Date(at).toISOString()
}
