import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** What the live half counts, for /metrics. No label ever holds a number or a name. */
export interface LiveMetrics {
  readonly events: Counter<'link' | 'kind'>
  readonly commands: Counter<'kind' | 'result'>
  readonly sockets: Counter<'what'>
  readonly jobs: Counter<'result'>
  readonly batch: Histogram
  readonly lookup: Histogram
  /** What is read when somebody asks. */
  watch(gauges: LiveGauges): void
}

export interface LiveGauges {
  readonly queued: () => number
  readonly clients: () => number
  readonly linksLive: () => number
}

export function createLiveMetrics(registry: Registry): LiveMetrics {
  const registers = [registry]
  const gauge = (name: string, help: string, read: () => number): void => {
    const made: Gauge = new Gauge({ name, help, registers, collect: () => made.set(read()) })
  }
  const labelled = <Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> =>
    new Counter({ name, help, labelNames, registers })
  const buckets = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2]
  return {
    events: labelled('hookswitch_switch_events_total', 'Changes the model made of events of switches', [
      'link',
      'kind',
    ]),
    commands: labelled('hookswitch_commands_total', 'Commands to switches', ['kind', 'result']),
    sockets: labelled('hookswitch_socket_closes_total', 'Sockets closed, and resyncs, by reason', ['what']),
    jobs: labelled('hookswitch_jobs_total', 'Writes to records, by what became of them', ['result']),
    batch: new Histogram({
      name: 'hookswitch_batch_seconds',
      help: 'Time to write a batch of changes',
      buckets,
      registers,
    }),
    lookup: new Histogram({
      name: 'hookswitch_lookup_seconds',
      help: 'Time to look a caller up',
      buckets,
      registers,
    }),
    watch(gauges) {
      gauge('hookswitch_writer_queued', 'Changes that wait for the database', gauges.queued)
      gauge('hookswitch_sockets', 'Open live sockets', gauges.clients)
      gauge('hookswitch_links_live', 'Links to telephone systems that are up', gauges.linksLive)
    },
  }
}
