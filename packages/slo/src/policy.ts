/** Cloud Monitoring's AlertPolicy, in its REST shape, as far as it is used. */
export interface AlertPolicy {
  readonly displayName: string;
  readonly severity: 'CRITICAL' | 'ERROR' | 'WARNING';
  readonly combiner: 'OR' | 'AND' | 'AND_WITH_MATCHING_RESOURCE';
  readonly enabled: boolean;
  readonly conditions: readonly Condition[];
  readonly alertStrategy: { readonly autoClose: string };
  readonly documentation: {
    readonly mimeType: 'text/markdown';
    readonly subject: string;
    readonly content: string;
    readonly links?: readonly { readonly displayName: string; readonly url: string }[];
  };
  readonly userLabels: Readonly<Record<string, string>>;
}

export interface Condition {
  readonly displayName: string;
  readonly conditionPrometheusQueryLanguage: {
    readonly query: string;
    /** How long it must hold, in whole minutes as seconds: `300s`. */
    readonly duration?: string;
    readonly evaluationInterval: string;
    readonly disableMetricValidation?: boolean;
  };
}

/**
 * The shortest evaluation interval Cloud Monitoring allows, by how far a query looks back.
 * @see https://docs.cloud.google.com/monitoring/alerts/using-promql
 * @throws RangeError beyond 32 days
 */
export function evaluationInterval(lookBackSeconds: number): string {
  const hour = 3_600;
  const day = 24 * hour;
  if (lookBackSeconds <= 25 * hour) return '30s';
  if (lookBackSeconds <= 8 * day) return '300s';
  if (lookBackSeconds <= 16 * day) return '3600s';
  if (lookBackSeconds <= 32 * day) return '7200s';
  throw new RangeError(`a look-back of ${lookBackSeconds} s is more than the 32 days that can be alerted on`);
}

/** Beyond this look-back a condition must not have a `duration`. */
export const LONGEST_LOOK_BACK_WITH_DURATION_SECONDS = 25 * 3_600;

/** A condition whose metrics need not exist yet when the policy is created. */
export const condition = (displayName: string, query: string, lookBackSeconds: number): Condition => ({
  displayName,
  conditionPrometheusQueryLanguage: {
    query,
    evaluationInterval: evaluationInterval(lookBackSeconds),
    disableMetricValidation: true,
  },
});
