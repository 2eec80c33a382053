import type { Attributes } from '@opentelemetry/api';
import { AggregationType, type IAttributesProcessor, type ViewOptions } from '@opentelemetry/sdk-metrics';
import { catalogue, type Instrument } from './catalogue.ts';
import { boundBy, seriesOf } from './labels.ts';

/**
 * One view per instrument: it gives the catalogue's name and buckets, renames attributes, drops those the
 * catalogue does not know, and counts values out of bounds as `other`. Memory per instrument is bounded.
 */
export const views = (): ViewOptions[] => Object.values(catalogue).map(viewOf);

function viewOf(instrument: Instrument): ViewOptions {
  const view: ViewOptions = {
    instrumentName: instrument.renames?.from ?? instrument.name,
    name: instrument.name,
    attributesProcessors: [bound(instrument)],
    aggregationCardinalityLimit: cardinality(instrument),
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

/** One series per instrument is kept free by the SDK for what overflows. */
const cardinality = (instrument: Instrument): number =>
  Math.min(
    MOST_SERIES,
    Object.values(instrument.labels).reduce((product, label) => product * seriesOf(label), 1) + 1,
  );

/** A ceiling whatever the labels could combine to; Cloud Monitoring bills by sample. */
const MOST_SERIES = 2000;

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
