import { resolve } from 'node:path';
import type { AlertPolicy } from '@flightdeck/alerting';
import { readSuite } from '@flightdeck/alerting/testing';
import { OBJECTIVE } from './truth.ts';

export interface WindowSet {
  readonly name: string;
  readonly page: AlertPolicy;
  readonly ticket: AlertPolicy;
}

interface Window {
  readonly long: string;
  readonly short: string;
  readonly factor: number;
  /** Prometheus' `for`, in seconds. */
  readonly forS?: number;
}

const TOTAL = 'http_server_requests_total{job="api"}';
const BAD = 'http_server_requests_total{job="api",code_class="5xx"}';

function policy(displayName: string, windows: readonly Window[]): AlertPolicy {
  const ratio = (range: string) => `sum(rate(${BAD}[${range}])) / sum(rate(${TOTAL}[${range}]))`;
  return {
    displayName,
    combiner: 'OR',
    conditions: windows.map(({ long, short, factor, forS = 0 }) => {
      const limit = `${factor} * ${(1 - OBJECTIVE).toFixed(6)}`;
      return {
        displayName: `${factor}x over ${long} and ${short}`,
        conditionPrometheusQueryLanguage: {
          query: `${ratio(long)} > ${limit} and ${ratio(short)} > ${limit}`,
          duration: `${forS}s`,
          evaluationInterval: '30s',
        },
      };
    }),
  };
}

/** SRE workbook, chapter 5, table 5-8 and the rules below it, for 30 days; no `for`. */
const WORKBOOK: Omit<WindowSet, 'name'> = {
  page: policy('page', [
    { long: '1h', short: '5m', factor: 14.4 },
    { long: '6h', short: '30m', factor: 6 },
  ]),
  ticket: policy('ticket', [
    { long: '1d', short: '2h', factor: 3 },
    { long: '3d', short: '6h', factor: 1 },
  ]),
};

/**
 * Pyrra scales its windows with the period W: long W/672, W/112, W/28, W/7, short W/8064 … W/112, `for` W/20160 …
 * W/224, rounded to minutes; factors are fixed. Here W is 30 days.
 */
const PYRRA: Omit<WindowSet, 'name'> = {
  page: policy('page', [
    { long: '64m', short: '5m', factor: 14, forS: 120 },
    { long: '386m', short: '32m', factor: 7, forS: 960 },
  ]),
  ticket: policy('ticket', [
    { long: '1543m', short: '129m', factor: 2, forS: 3840 },
    { long: '6171m', short: '386m', factor: 1, forS: 11_580 },
  ]),
};

/** Ours as committed, and three others on the same metric. Sloth computes the workbook's factors for 30 days. */
export function windowSets(): WindowSet[] {
  const folder = resolve(import.meta.dirname, '../alert-policies');
  const { policies } = readSuite(resolve(import.meta.dirname, '../tests'), folder);
  const ours = (name: string) => {
    const found = policies.get(name);
    if (found === undefined)
      throw new Error(`no policy "${name}" in ${folder}; run "npm run monitoring:build"`);
    return found.policy;
  };
  return [
    {
      name: 'Flightdeck',
      page: ours('slo-api-availability-page'),
      ticket: ours('slo-api-availability-ticket'),
    },
    { name: 'SRE workbook', ...WORKBOOK },
    { name: 'Sloth', ...WORKBOOK },
    { name: 'Pyrra', ...PYRRA },
  ];
}
