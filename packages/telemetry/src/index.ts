export {
  type Catalogue,
  catalogue,
  type Instrument,
  type InstrumentKey,
  type InstrumentKind,
} from './catalogue.ts';
export { createInstruments, type Instruments, type LabelsOf } from './instruments.ts';
export { type ClosedLabel, type Label, type OpenLabel, OTHER } from './labels.ts';
export { createLogger, type Logger, type LoggerOptions } from './logger.ts';
export {
  ATTRIBUTE_PREFIX,
  extractTraceContext,
  injectTraceContext,
  linksTo,
  type MessageAttributes,
} from './pubsub-context.ts';
export { startTelemetry, type Telemetry, type TelemetryOptions } from './start.ts';
