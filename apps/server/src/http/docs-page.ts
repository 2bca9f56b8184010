import type { Route } from '@hookswitch/contract'
import { schemaOf } from './openapi.ts'

/** The HTTP interface to read: plain HTML from the route table, without a script. */
export function docsPage(routes: Readonly<Record<string, Route>>): string {
  const groups = Map.groupBy(Object.entries(routes), ([, route]) => route.path.split('/')[2] ?? '')
  const contents = [...groups.keys()].map(
    (group) => `<li><a href="#${escape(group)}">${escape(group)}</a></li>`,
  )
  const sections = [...groups].map(
    ([group, entries]) =>
      `<section id="${escape(group)}"><h2>${escape(group)}</h2>${entries.map(routeHtml).join('')}</section>`,
  )
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Hookswitch: HTTP interface</title>
<link rel="stylesheet" href="/api/docs.css"></head>
<body><header><h1>Hookswitch: HTTP interface</h1>
<p>JSON in and out. Sign in with <code>POST /api/session</code>; the cookie that it sets is the session. Refusals are
<code>application/problem+json</code> with a <code>code</code>. For programs: <a href="/api/openapi.json">OpenAPI 3.1</a>.</p>
<nav aria-label="Contents"><ul>${contents.join('')}</ul></nav></header>
<main>${sections.join('')}</main></body></html>`
}

function routeHtml([name, route]: [string, Route]): string {
  const who = route.access === 'public' ? 'without signing in' : `from role ${route.access} up`
  return `<article id="${name}"><h3><code>${route.method} ${escape(route.path)}</code></h3>
<p>${escape(route.summary)}. <span class="who">${who}${route.idempotent === true ? ', repeatable with Idempotency-Key' : ''}</span></p>
${partHtml('Path', route.params, 'input')}${partHtml('Query', route.query, 'input')}${partHtml('Body', route.body, 'input')}${partHtml('Reply', route.reply, 'output')}</article>`
}

function partHtml(title: string, shape: Route['body'], io: 'input' | 'output'): string {
  if (shape === undefined) return ''
  const text = JSON.stringify(schemaOf(shape, io), null, 2)
  return `<details><summary>${title}</summary><pre>${escape(text)}</pre></details>`
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`)
}

export const docsStyle = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
nav ul { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; padding: 0; list-style: none }
article { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: 0.5rem 0 }
h3 { margin: 0.5rem 0 0 }
.who { opacity: 0.75 }
pre { overflow: auto; padding: 0.75rem; background: color-mix(in srgb, currentColor 7%, transparent); border-radius: 6px }
`
