import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api';
import { hrTime } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { Instrument } from './catalogue.ts';
import { type SeriesTable, seriesTable } from './series.ts';

/**
 * Keeps counters, histograms and gauges, and hands them to the SDK's readers at each export.
 *
 * The SDK's own instruments sort and stringify the attributes of every measurement: a microsecond or more
 * for each event, a tenth of what the subscriber spends on it. Here it is one look-up.
 */
export interface Recorder extends MetricProducer {
  counter(instrument: Instrument): { add(value: number, labels?: Labels): void };
  histogram(instrument: Instrument): { record(value: number, labels?: Labels): void };
  gauge(instrument: Instrument): { record(value: number, labels?: Labels): void };
}

type Labels = Readonly<Record<string, string>>;

/** @param now the clock that points are stamped with */
export function createRecorder(now: () => HrTime = hrTime): Recorder {
  const startTime = now();
  const produce: ((endTime: HrTime) => MetricData)[] = [];
  const points = <State, Value>(
    table: SeriesTable<State>,
    endTime: HrTime,
    value: (state: State) => Value,
  ): DataPoint<Value>[] =>
    Array.from(table.entries(), ([attributes, state]: readonly [Attributes, State]) => ({
      startTime,
      endTime,
      attributes,
      value: value(state),
    }));
  return {
    counter(instrument) {
      const table = seriesTable(instrument, () => ({ total: 0 }), true);
      produce.push((endTime) => ({
        ...common(instrument),
        dataPointType: DataPointType.SUM,
        isMonotonic: true,
        dataPoints: points(table, endTime, ({ total }) => total),
      }));
      return {
        add: (value, labels) => {
          // A counter that went down would look like a restart to every rate().
          if (value >= 0) table.of(labels).total += value;
        },
      };
    },
    gauge(instrument) {
      const table = seriesTable(instrument, () => ({ newest: 0 }), false);
      produce.push((endTime) => ({
        ...common(instrument),
        dataPointType: DataPointType.GAUGE,
        dataPoints: points(table, endTime, ({ newest }) => newest),
      }));
      return {
        record: (value, labels) => {
          table.of(labels).newest = value;
        },
      };
    },
    histogram(instrument) {
      const boundaries = [...(instrument.buckets ?? [])];
      const empty = () => ({ counts: new Array<number>(boundaries.length + 1).fill(0), sum: 0, count: 0 });
      const table = seriesTable(instrument, empty, false);
      produce.push((endTime) => ({
        ...common(instrument),
        dataPointType: DataPointType.HISTOGRAM,
        dataPoints: points(table, endTime, ({ counts, sum, count }) => ({
          buckets: { boundaries, counts: [...counts] },
          sum,
          count,
        })),
      }));
      return {
        record: (value, labels) => {
          if (Number.isNaN(value)) return;
          const state = table.of(labels);
          const bucket = bucketOf(boundaries, value);
          state.counts[bucket] = (state.counts[bucket] ?? 0) + 1;
          state.sum += value;
          state.count += 1;
        },
      };
    },
    collect: async () => {
      const endTime = now();
      const metrics = produce.map((one) => one(endTime)).filter(({ dataPoints }) => dataPoints.length > 0);
      const scopeMetrics = metrics.length === 0 ? [] : [{ scope: { name: 'flightdeck' }, metrics }];
      return { resourceMetrics: { resource: resourceFromAttributes({}), scopeMetrics }, errors: [] };
    },
  };
}

/** For a process whose metrics go nowhere: takes everything, keeps nothing. */
export const NO_RECORDER: Pick<Recorder, 'counter' | 'gauge' | 'histogram'> = {
  counter: () => ({ add: () => {} }),
  gauge: () => ({ record: () => {} }),
  histogram: () => ({ record: () => {} }),
};

const common = ({ name, unit, question }: Instrument) => ({
  descriptor: { name, unit, description: question, valueType: ValueType.DOUBLE },
  aggregationTemporality: AggregationTemporality.CUMULATIVE,
});

/** Index of the bucket whose upper bound is the first that is not below the value; the last is unbounded. */
function bucketOf(boundaries: readonly number[], value: number): number {
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (boundaries[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
