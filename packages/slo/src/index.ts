export { type Alerting, DEFAULT_ALERTING } from './alerting.ts';
export {
  burnFactor,
  errorBudget,
  type MinimumTraffic,
  minimumEvents,
  secondsToExhaustion,
  type WindowPair,
} from './burn-rate.ts';
export { compile, GENERATED, type Output, render } from './compile.ts';
export { DocumentError, type Fault, formatFault } from './fault.ts';
export { readYamlFiles } from './files.ts';
export { nativeSlo, type ServiceLevelObjective } from './native.ts';
export { policiesFor } from './policies.ts';
export {
  type AlertPolicy,
  type Condition,
  evaluationInterval,
  LONGEST_LOOK_BACK_WITH_DURATION_SECONDS,
} from './policy.ts';
export { prometheusRules } from './prometheus.ts';
export { errorRatio } from './promql.ts';
export { readObjectives, type SourceFile } from './read.ts';
export { readPolicies } from './read-policies.ts';
export type { Indicator, Slo } from './slo.ts';
