import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** Figures about the server for Prometheus. Labels are names from the code only: never a number, a name or an id. */
export interface HttpMetrics {
  readonly registry: Registry
  readonly contentType: string
  observe(route: string, status: number, seconds: number): void
  text(): Promise<string>
}

export function createMetrics(): HttpMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'hookswitch_http_request_seconds',
    help: 'Requests by route and status.',
    labelNames: ['route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  })
  return {
    registry,
    contentType: registry.contentType,
    observe: (route, status, seconds) => requests.observe({ route, status: String(status) }, seconds),
    text: () => registry.metrics(),
  }
}
