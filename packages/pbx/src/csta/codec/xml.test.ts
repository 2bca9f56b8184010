import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  escapeXml,
  readXml,
  readXmlBySaxes,
  writeXml,
  XML_LIMITS,
  type XmlElement,
  type XmlFaultCode,
} from './xml.ts'
import { readPlainXml } from './xml-plain.ts'

function refusal(input: Uint8Array | string): { code: XmlFaultCode; sentence: string } {
  const result = readXml(input)
  if (result.ok) throw new Error('was accepted')
  return result.fault
}

const lol = ['<!DOCTYPE lolz [<!ENTITY lol "lol">']
for (let i = 1; i <= 9; i++) lol.push(`<!ENTITY lol${i} "${`&lol${i === 1 ? '' : i - 1};`.repeat(10)}">`)
lol.push(']><lolz>&lol9;</lolz>')

// The attacks of promises.md R12. Each is refused for what it is, quickly, and without growing.
const attacks: ReadonlyArray<readonly [string, XmlFaultCode, () => Uint8Array | string]> = [
  ['a billion laughs', 'xml-doctype', () => lol.join('')],
  [
    'quadratic blow-up',
    'xml-doctype',
    () => `<!DOCTYPE a [<!ENTITY x "${'x'.repeat(30_000)}">]><a>${'&x;'.repeat(5_000)}</a>`,
  ],
  [
    'an external entity',
    'xml-doctype',
    () => '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
  ],
  [
    'an external parameter entity',
    'xml-doctype',
    () => '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1/p"> %p;]><a/>',
  ],
  ['an external document type', 'xml-doctype', () => '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>'],
  ['a document type and nothing else', 'xml-doctype', () => '<!DOCTYPE html>'],
  ['an entity that nobody declared', 'xml-malformed', () => '<a>&boom;</a>'],
  ['9,000 levels', 'xml-too-deep', () => `${'<a>'.repeat(9_000)}${'</a>'.repeat(9_000)}`],
  ['9,000 levels that never close', 'xml-too-deep', () => '<a>'.repeat(9_000)],
  ['33 levels', 'xml-too-deep', () => `${'<a>'.repeat(33)}${'</a>'.repeat(33)}`],
  [
    '200,000 attributes',
    'xml-too-long',
    () => `<a ${Array.from({ length: 200_000 }, (_, i) => `a${i}=""`).join(' ')}/>`,
  ],
  [
    '5,000 attributes',
    'xml-too-many-attributes',
    () => `<a ${Array.from({ length: 5_000 }, (_, i) => `a${i}=""`).join(' ')}/>`,
  ],
  ['20 MB of text', 'xml-too-long', () => `<a>${'x'.repeat(20_000_000)}</a>`],
  ['20 MB of bytes', 'xml-too-long', () => Buffer.alloc(20_000_000, 'x')],
  ['a flood of ]]', 'xml-malformed', () => `<a>${']]>'.repeat(20_000)}</a>`],
  ['a flood of ] that ends badly', 'xml-malformed', () => `<a>${']'.repeat(60_000)}]]></a>`],
  ['a CDATA section that never ends', 'xml-malformed', () => `<a><![CDATA[${']]'.repeat(30_000)}</a>`],
  ['a comment that never ends', 'xml-malformed', () => `<a><!--${'- '.repeat(30_000)}</a>`],
  ['60,000 blanks in a tag', 'xml-malformed', () => `<a${' '.repeat(60_000)}`],
  ['UTF-16, little-endian', 'xml-encoding', () => Buffer.from('\ufeff<a/>', 'utf16le')],
  ['UTF-16, big-endian', 'xml-encoding', () => Buffer.from('\ufeff<a/>', 'utf16le').swap16()],
  ['UTF-16 without its mark', 'xml-encoding', () => Buffer.from('<a/>', 'utf16le')],
  ['UTF-32', 'xml-encoding', () => Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x3c])],
  ['UTF-7', 'xml-encoding', () => '<?xml version="1.0" encoding="UTF-7"?><a>+ADw-b/+AD4-</a>'],
  ['EBCDIC', 'xml-encoding', () => '<?xml version="1.0" encoding="IBM037"?><a/>'],
  ['Latin-1 bytes', 'xml-encoding', () => Buffer.from('<a>Zoë</a>', 'latin1')],
  [
    'an overlong form',
    'xml-encoding',
    () => Buffer.concat([Buffer.from('<a>'), Buffer.from([0xc0, 0xbc]), Buffer.from('</a>')]),
  ],
  ['XML 1.1', 'xml-malformed', () => '<?xml version="1.1"?><a/>'],
  ['a zero character', 'xml-malformed', () => '<a>x\u0000</a>'],
  ['a zero character by number', 'xml-malformed', () => '<a>&#0;</a>'],
  ['two roots', 'xml-malformed', () => '<a/><b/>'],
  ['text after the root', 'xml-malformed', () => '<a/>b'],
  ['tags crossed', 'xml-malformed', () => '<a><b></a></b>'],
  ['an attribute twice', 'xml-malformed', () => '<a b="1" b="2"/>'],
  ['half a message', 'xml-malformed', () => '<MakeCall><callingDevice>10'],
  ['nothing', 'xml-malformed', () => ''],
  ['blanks only', 'xml-malformed', () => ' \n '],
]

describe('what is refused', () => {
  test.each(attacks)('%s: %s', (_, code, make) => {
    const input = make()
    const start = performance.now()
    const fault = refusal(input)
    const took = performance.now() - start
    expect(fault.code).toBe(code)
    expect(fault.sentence).toMatch(/\S/)
    expect(fault.sentence.length).toBeLessThan(250)
    // The promise is 50 ms; a busy machine gets a margin, an attack that works takes seconds.
    expect(took).toBeLessThan(500)
  })

  test('does not grow: a thousand attacks leave nothing behind', () => {
    const small = attacks.map(([, , make]) => make()).filter((input) => input.length < 100_000)
    for (const input of small) readXml(input)
    globalThis.gc?.()
    const before = process.memoryUsage().rss
    for (let i = 0; i < 1_000; i++) readXml(small[i % small.length] ?? '')
    globalThis.gc?.()
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
  })

  test('the sentence does not repeat what the message says', () => {
    expect(refusal('<a>Gemma Sinclair +442079460958<').sentence).not.toMatch(/Gemma|9460958/)
    expect(refusal('<a><GemmaSinclair></a>').sentence).not.toMatch(/Gemma/)
    expect(refusal('<a b="Gemma>').sentence).not.toMatch(/Gemma/)
  })
})

describe('what is read', () => {
  test('names keep their prefix, attributes and declarations stay, text is joined', () => {
    expect(
      readXml(
        '<?xml version="1.0"?>\n<n:a xmlns:n="urn:n" k=\'v\'>x<b/>y<![CDATA[<z>]]>&amp;&#65;<!-- c --></n:a>\n',
      ),
    ).toEqual({
      ok: true,
      root: {
        name: 'n:a',
        attributes: { 'xmlns:n': 'urn:n', k: 'v' },
        children: [{ name: 'b', attributes: {}, children: [], text: '' }],
        text: 'xy<z>&A',
      },
    })
  })

  test('32 levels, 64 attributes, a byte order mark', () => {
    expect(readXml(`${'<a>'.repeat(32)}${'</a>'.repeat(32)}`).ok).toBe(true)
    expect(readXml(`<a ${Array.from({ length: 64 }, (_, i) => `a${i}=""`).join(' ')}/>`).ok).toBe(true)
    expect(readXml(Buffer.from('\ufeff<a/>')).ok).toBe(true)
  })
})

describe('escapeXml', () => {
  test('whatever text: it comes back, less what XML cannot carry, and breaks nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const xml = `<a b="${escapeXml(text)}">${escapeXml(text)}</a>`
        const result = readXml(Buffer.from(xml))
        // oxlint-disable-next-line no-control-regex
        const carried = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, '')
        expect(result).toEqual({
          ok: true,
          root: { name: 'a', attributes: { b: carried }, children: [], text: carried },
        })
      }),
      { numRuns: 1_000 },
    )
  })

  test('markup in a name stays text', () => {
    const hostile = '</callingDevice><MakeCall>&lol;"\'<!--'
    expect(escapeXml(hostile)).not.toMatch(/[<>"]/)
  })
})

describe('writeXml', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/)
  const text = fc
    .string({ unit: 'grapheme', maxLength: 10 })
    .map((value) => value.replace(/[\p{Cc}\ufffe\uffff]/gu, ''))
  const { element } = fc.letrec<{ element: XmlElement }>((tie) => ({
    element: fc.oneof(
      { maxDepth: 4 },
      fc.record({
        name,
        attributes: fc.dictionary(name, text, { maxKeys: 3 }),
        children: fc.constant([]),
        text,
      }),
      fc.record({
        name,
        attributes: fc.dictionary(name, text, { maxKeys: 3 }),
        children: fc.array(tie('element'), { minLength: 1, maxLength: 3 }),
        text: fc.constant(''),
      }),
    ),
  }))

  test('writes what readXml reads', () => {
    fc.assert(
      fc.property(element, (tree) => {
        expect(readXml(writeXml(tree))).toEqual({ ok: true, root: tree })
      }),
    )
  })

  test.each(['a b', '<a', 'a>', '', '1a', 'a/b', 'a"b'])('refuses the name %j', (bad) => {
    const tree = { name: 'a', attributes: {}, children: [], text: '' }
    expect(() => writeXml({ ...tree, name: bad })).toThrow(TypeError)
    expect(() => writeXml({ ...tree, attributes: { [bad]: 'x' } })).toThrow(TypeError)
  })
})

describe('the everyday reader', () => {
  const pieces = [
    '<a>',
    '</a>',
    '<b k="v">',
    '<b k=\'v\' l="w">',
    '</b>',
    '<c/>',
    '<n:d xmlns:n="u"/>',
    'text',
    ' ',
    '\n',
    '&amp;',
    '&lt;',
    '&#65;',
    '&x;',
    ']]>',
    '<!-- -->',
    '<![CDATA[x]]>',
    '<?pi?>',
    '\r\n',
    '=',
    '"',
    '>',
    '<',
    '/',
    '<a',
    ' b="c"',
    '<?xml version="1.0"?>',
    'é',
    '😀',
    '\u0001',
  ]

  test('agrees with saxes on all it takes, and takes nothing that saxes refuses', () => {
    let taken = 0
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 14 }), (parts) => {
        for (const source of [parts.join(''), `<a>${parts.join('')}</a>`]) {
          const plain = readPlainXml(source, XML_LIMITS)
          if (plain === undefined) continue
          taken += 1
          expect(readXmlBySaxes(source)).toEqual({ ok: true, root: plain })
        }
      }),
      { numRuns: 5_000 },
    )
    expect(taken).toBeGreaterThan(100)
  })

  test('takes what switches send all day', () => {
    const event =
      '<?xml version="1.0" encoding="UTF-8"?>\n<DeliveredEvent xmlns="urn:x">\n <monitorCrossRefID>1</monitorCrossRefID><callingDevice><deviceIdentifier typeOfNumber="other">N&lt;1&gt;</deviceIdentifier></callingDevice>\n</DeliveredEvent>\n'
    expect(readPlainXml(event, XML_LIMITS)).toBeDefined()
  })
})
