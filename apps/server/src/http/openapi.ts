import { problem, type Route } from '@hookswitch/contract'
import { z } from 'zod'
import { repeatHeader } from './repeat.ts'

type Json = Record<string, unknown>

/** The contract's route table as an OpenAPI 3.1 document. */
export function openApiOf(routes: Readonly<Record<string, Route>>): Json {
  const paths: Record<string, Json> = {}
  for (const [name, route] of Object.entries(routes)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(name, route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hookswitch',
      version: '1',
      description:
        'Joins any PBX to any CRM. Refusals are application/problem+json; docs/errors.md explains each code.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'hookswitch_session' } },
      schemas: { Problem: schemaOf(problem, 'output') },
    },
  }
}

function operationOf(name: string, route: Route): Json {
  const { summary, access, body, reply } = route
  const refusals = {
    description: 'Refused',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  return {
    operationId: name,
    summary,
    tags: [route.path.split('/')[2]],
    /** The least role that may do this; `public`: nobody needs to be signed in. */
    'x-access': access,
    security: access === 'public' ? [] : [{ session: [] }],
    parameters: parametersOf(route),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(body, 'input') } },
          },
        }),
    responses: {
      ...(reply === undefined
        ? { '204': { description: 'Done' } }
        : {
            '200': {
              description: 'Done',
              content: { 'application/json': { schema: schemaOf(reply, 'output') } },
            },
          }),
      default: refusals,
    },
  }
}

function parametersOf({ params, query, idempotent }: Route): Json[] {
  const header = {
    name: repeatHeader,
    in: 'header',
    required: false,
    schema: { type: 'string', maxLength: 200 },
  }
  return [
    ...partsOf(params, 'path'),
    ...partsOf(query, 'query'),
    ...(idempotent === true ? [{ ...header, description: 'A repeat with the same key acts once.' }] : []),
  ]
}

function partsOf(shape: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (shape === undefined) return []
  const { properties = {}, required = [] } = schemaOf(shape, 'input') as {
    properties?: Json
    required?: string[]
  }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema,
  }))
}

export function schemaOf(shape: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io, unrepresentable: 'any' })
  return schema
}
