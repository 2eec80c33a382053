import type { Attributes } from '@opentelemetry/api';
import { AggregationType, type IAttributesProcessor, type ViewOptions } from '@opentelemetry/sdk-metrics';
import { catalogue, type Instrument } from './catalogue.ts';
import { boundBy } from './labels.ts';
import { cardinality } from './series.ts';

/**
 * One view per instrument, for what reaches the SDK: our observed instruments, and libraries that report by
 * themselves under semantic-convention names. It gives the catalogue's name and buckets, renames attributes,
 * drops those the catalogue does not know, and counts values out of bounds as `other`.
 */
export const views = (): ViewOptions[] => Object.values(catalogue).map(viewOf);

function viewOf(instrument: Instrument): ViewOptions {
  const view: ViewOptions = {
    instrumentName: instrument.renames?.from ?? instrument.name,
    name: instrument.name,
    attributesProcessors: [bound(instrument)],
    // The SDK keeps one series for what overflows.
    aggregationCardinalityLimit: cardinality(instrument) + 1,
  };
  if (instrument.buckets === undefined) return view;
  return {
    ...view,
    aggregation: {
      type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
      // min and max are per process since its start: no query can use them.
      options: { boundaries: [...instrument.buckets], recordMinMax: false },
    },
  };
}

function bound(instrument: Instrument): IAttributesProcessor {
  const attributes = instrument.renames?.attributes ?? {};
  const labels = Object.entries(instrument.labels).map(([name, label]) => ({
    name,
    attribute: Object.keys(attributes).find((key) => attributes[key] === name) ?? name,
    toBounds: boundBy(label),
  }));
  return {
    process: (incoming) => {
      const outgoing: Attributes = {};
      for (const { name, attribute, toBounds } of labels) {
        const value = incoming[name] ?? incoming[attribute];
        if (value !== undefined) outgoing[name] = toBounds(value);
      }
      return outgoing;
    },
  };
}
