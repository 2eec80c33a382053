import { type Alerting, DEFAULT_ALERTING } from './alerting.ts';
import { burnFactor, errorBudget } from './burn-rate.ts';
import { check, readDocuments, type SourceDocument } from './documents.ts';
import { DocumentError, type Fault } from './fault.ts';
import {
  type AlertingDocument,
  alertingDocument,
  type SloDocument,
  sliDocument,
  sloDocument,
} from './schema.ts';
import { readSelector, type Selector } from './selector.ts';
import type { Indicator, Slo } from './slo.ts';

export const OPEN_SLO = 'openslo/v1';
export const ALERTING = 'burn-rate-alerts/v1';

export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

export interface Objectives {
  readonly slos: readonly Slo[];
  readonly alerting: Alerting;
}

/**
 * Reads OpenSLO v1 documents (SLO, SLI; other kinds are left alone) and at most one BurnRateAlerts.
 * @throws DocumentError with every fault of every file
 */
export function readObjectives(files: readonly SourceFile[]): Objectives {
  const read = files.map(({ file, text }) => readDocuments(file, text));
  const faults: Fault[] = read.flatMap((one) => one.faults);
  const documents = read.flatMap((one) => one.documents);
  const ofKind = (apiVersion: string, kind: string): SourceDocument[] =>
    documents.filter(({ value }) => {
      const header = value as { apiVersion?: unknown; kind?: unknown } | null;
      return header?.apiVersion === apiVersion && header.kind === kind;
    });
  faults.push(...documents.flatMap(strangers));
  const alerting = readAlerting(ofKind(ALERTING, 'BurnRateAlerts'), faults);
  const indicators = readIndicators(ofKind(OPEN_SLO, 'SLI'), faults);
  const slos = ofKind(OPEN_SLO, 'SLO').flatMap((document) => readSlo(document, indicators, alerting, faults));
  faults.push(...duplicates(slos, ofKind(OPEN_SLO, 'SLO')));
  if (faults.length > 0) throw new DocumentError(faults);
  return { slos: slos.toSorted((a, b) => (a.name < b.name ? -1 : 1)), alerting };
}

function strangers(document: SourceDocument): Fault[] {
  const { apiVersion, kind } = (document.value ?? {}) as { apiVersion?: unknown; kind?: unknown };
  if (apiVersion === OPEN_SLO || (apiVersion === ALERTING && kind === 'BurnRateAlerts')) return [];
  const fix = `write apiVersion: ${OPEN_SLO}, or apiVersion: ${ALERTING} with kind: BurnRateAlerts`;
  return [
    document.fault(['apiVersion'], `apiVersion ${String(apiVersion)}, kind ${String(kind)} is unknown`, fix),
  ];
}

function readAlerting(documents: readonly SourceDocument[], faults: Fault[]): Alerting {
  const [first, second] = documents;
  if (second !== undefined) {
    faults.push(second.fault([], 'a second BurnRateAlerts document', 'keep one; it holds for every SLO'));
  }
  if (first === undefined) return DEFAULT_ALERTING;
  const checked = check(first, alertingDocument);
  if ('faults' in checked) {
    faults.push(...checked.faults);
    return DEFAULT_ALERTING;
  }
  return toAlerting(checked.value);
}

const toAlerting = ({ spec }: AlertingDocument): Alerting => ({
  alerts: spec.alerts.map(({ name, severity, minimumTraffic, windows }) => ({
    name,
    severity,
    minimumTraffic,
    windows: windows.map(({ budgetPercent, long, short }) => ({
      budgetPercent,
      longSeconds: long,
      shortSeconds: short,
    })),
  })),
  absent: {
    severity: spec.absent.severity,
    afterSeconds: spec.absent.after,
    seenWithinSeconds: spec.absent.seenWithin,
  },
  autoCloseSeconds: spec.autoClose,
  runbook: spec.runbook,
});

type IndicatorSpec = NonNullable<NonNullable<SloDocument['spec']['indicator']>['spec']>;

interface IndicatorSource {
  readonly document: SourceDocument;
  readonly path: readonly PropertyKey[];
  readonly spec: IndicatorSpec;
}

function readIndicators(documents: readonly SourceDocument[], faults: Fault[]): Map<string, IndicatorSource> {
  const indicators = new Map<string, IndicatorSource>();
  for (const document of documents) {
    const checked = check(document, sliDocument);
    if ('faults' in checked) faults.push(...checked.faults);
    else indicators.set(checked.value.metadata.name, { document, path: ['spec'], spec: checked.value.spec });
  }
  return indicators;
}

function readSlo(
  document: SourceDocument,
  indicators: ReadonlyMap<string, IndicatorSource>,
  alerting: Alerting,
  faults: Fault[],
): Slo[] {
  const checked = check(document, sloDocument);
  if ('faults' in checked) {
    faults.push(...checked.faults);
    return [];
  }
  const { metadata, spec } = checked.value;
  const source = indicatorSource(document, spec, indicators, faults);
  const indicator = source && readIndicator(source, faults);
  const objective = spec.objectives[0];
  const window = spec.timeWindow[0];
  if (indicator === undefined || objective === undefined || window === undefined) return [];
  const slo: Slo = {
    name: metadata.name,
    displayName: metadata.displayName ?? metadata.name,
    service: spec.service,
    description: spec.description,
    annotations: metadata.annotations ?? {},
    target: objective.target ?? Number(((objective.targetPercent ?? 0) / 100).toPrecision(12)),
    periodSeconds: window.duration,
    indicator,
    file: document.file,
  };
  faults.push(...unreachable(slo, alerting, document));
  return [slo];
}

function indicatorSource(
  document: SourceDocument,
  spec: SloDocument['spec'],
  indicators: ReadonlyMap<string, IndicatorSource>,
  faults: Fault[],
): IndicatorSource | undefined {
  if (spec.indicator !== undefined) {
    return { document, path: ['spec', 'indicator', 'spec'], spec: spec.indicator.spec };
  }
  const source = indicators.get(spec.indicatorRef ?? '');
  if (source === undefined) {
    const problem =
      spec.indicatorRef === undefined
        ? 'spec has no indicator'
        : `spec.indicatorRef: there is no usable SLI named ${spec.indicatorRef}`;
    faults.push(
      document.fault(['spec', 'indicatorRef'], problem, 'add indicator, or an SLI document to refer to'),
    );
  }
  return source;
}

function readIndicator(source: IndicatorSource, faults: Fault[]): Indicator | undefined {
  const { ratioMetric } = source.spec;
  const selector = (part: 'good' | 'bad' | 'total'): Selector | undefined => {
    const query = ratioMetric[part]?.metricSource.spec.query;
    if (query === undefined) return undefined;
    const read = readSelector(query);
    if (typeof read !== 'string') return read;
    const path = [...source.path, 'ratioMetric', part, 'metricSource', 'spec', 'query'];
    const fix = 'write a selector of a counter, such as http_requests_total{code=~"5.."}';
    faults.push(source.document.fault(path, `${path.join('.')}: ${read}`, fix));
    return undefined;
  };
  const total = selector('total');
  const good = selector('good');
  const bad = selector('bad');
  if (total !== undefined && good !== undefined) return { total, good };
  if (total !== undefined && bad !== undefined) return { total, bad };
  return undefined;
}

/** A threshold of 100 % bad events or more can never be exceeded: the alert would be silent for ever. */
function unreachable(slo: Slo, alerting: Alerting, document: SourceDocument): Fault[] {
  return alerting.alerts.flatMap((alert) =>
    alert.windows.flatMap((pair) => {
      const factor = burnFactor(pair, slo.periodSeconds);
      const threshold = factor * errorBudget(slo.target);
      if (threshold < 1) return [];
      const problem = `${slo.name}: ${alert.name} at ${factor}x would need ${Math.round(threshold * 100)} % bad events and can never fire`;
      return [
        document.fault(['spec', 'objectives', 0], problem, 'raise the target, or alert on a lower factor'),
      ];
    }),
  );
}

function duplicates(slos: readonly Slo[], documents: readonly SourceDocument[]): Fault[] {
  return slos.flatMap((slo, index) => {
    const first = slos.findIndex(({ name }) => name === slo.name);
    const document = documents.find(({ file }) => file === slo.file);
    if (first === index || document === undefined) return [];
    return [document.fault(['metadata', 'name'], `a second SLO named ${slo.name}`, 'give each its own name')];
  });
}
