export interface Benchmark {
  readonly script: string;
  readonly what: string;
}

/** Every benchmark: its script measures and calls `report`, and works by itself too. A new one is a line here. */
export const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  ingest: {
    script: 'apps/subscriber/bench/main.ts',
    what: 'the subscriber beside receiving alone, beside the naive shape, and without its telemetry',
  },
  api: {
    script: 'apps/api/bench/main.ts',
    what: 'cached answers beside bare Express, and without telemetry',
  },
  pubsub: { script: 'local/pubsub/bench/throughput.ts', what: 'what the write-ahead log costs' },
  warehouse: {
    script: 'local/bigquery/bench/ingest-and-read.ts',
    what: "the write path beside DuckDB's appender; the API's reads",
  },
  promql: { script: 'packages/promql/bench/main.ts', what: 'range queries beside Prometheus 3.11' },
  monitoring: {
    script: 'local/monitoring/bench/bench.ts',
    what: 'the time-series store beside plain arrays',
  },
  console: {
    script: 'local/console/bench/main.ts',
    what: 'page load to first data, with 50 systems and 24 h',
  },
  recorder: { script: 'packages/telemetry/bench/main.ts', what: "recording beside the SDK's instruments" },
};
