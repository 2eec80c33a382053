import type { Attributes, Meter, MetricOptions } from '@opentelemetry/api';
import { type Catalogue, catalogue, type Instrument, type InstrumentKey } from './catalogue.ts';
import type { ClosedLabel } from './labels.ts';
import type { Recorder } from './recorder.ts';

/** The labels of one instrument: a union of the known values, or text where they come from outside. */
export type LabelsOf<Key extends InstrumentKey> = {
  readonly [Name in keyof Catalogue[Key]['labels']]: Catalogue[Key]['labels'][Name] extends ClosedLabel<
    infer Value
  >
    ? Value
    : string;
};

type LabelArguments<Key extends InstrumentKey> = keyof Catalogue[Key]['labels'] extends never
  ? []
  : [labels: LabelsOf<Key>];

/** Called once per export; `observe` gives the value of one series. */
type Observe<Key extends InstrumentKey> = (value: number, ...labels: LabelArguments<Key>) => void;

interface Methods<Key extends InstrumentKey> {
  counter: { add(value: number, ...labels: LabelArguments<Key>): void };
  histogram: { record(value: number, ...labels: LabelArguments<Key>): void };
  gauge: { record(value: number, ...labels: LabelArguments<Key>): void };
  'observable-gauge': { observe(read: (observe: Observe<Key>) => void): void };
  'observable-counter': { observe(read: (observe: Observe<Key>) => void): void };
}

/** One typed instrument per catalogue entry: `instruments.ingestEvents.add(1, { outcome: 'stored', system })`. */
export type Instruments = {
  readonly [Key in InstrumentKey]: Methods<Key>[Catalogue[Key]['kind']];
};

type Keeper = Pick<Recorder, 'counter' | 'gauge' | 'histogram'>;

/**
 * Creates every instrument of the catalogue.
 * @param meter reads what is observed · @param recorder keeps what is recorded
 */
export function createInstruments(meter: Meter, recorder: Keeper): Instruments {
  const created = Object.entries(catalogue).map(([key, entry]) => [key, create(entry, meter, recorder)]);
  return Object.freeze(countRequests(Object.fromEntries(created) as Instruments));
}

/**
 * Every timed request is also counted by class of code. Cloud Monitoring keeps a histogram as one
 * distribution, whose count a native SLO cannot read, and a class that starts from 0 loses no failure.
 */
function countRequests(instruments: Instruments): Instruments {
  const { httpServerRequestDuration: timed, httpServerRequests: counted } = instruments;
  const record: typeof timed.record = (seconds, labels) => {
    timed.record(seconds, labels);
    counted.add(1, { route: labels.route, code_class: codeClass(labels.code) });
  };
  return { ...instruments, httpServerRequestDuration: { record } };
}

const codeClass = (code: string) => `${code.charAt(0)}xx` as LabelsOf<'httpServerRequests'>['code_class'];

function create(instrument: Instrument, meter: Meter, recorder: Keeper): object {
  const { name, kind } = instrument;
  const options: MetricOptions = { unit: instrument.unit, description: instrument.question };
  switch (kind) {
    case 'counter':
      return recorder.counter(instrument);
    case 'gauge':
      return recorder.gauge(instrument);
    case 'histogram':
      return recorder.histogram(instrument);
    case 'observable-gauge':
      return observable(meter.createObservableGauge(name, options));
    case 'observable-counter':
      return observable(meter.createObservableCounter(name, options));
  }
}

type Read = (observe: (value: number, labels?: Attributes) => void) => void;
type Observable = ReturnType<Meter['createObservableGauge']>;

function observable(instrument: Observable): { observe(read: Read): void } {
  return {
    observe: (read) =>
      instrument.addCallback((result) => read((value, labels) => result.observe(value, labels))),
  };
}
