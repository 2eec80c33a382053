export { type Condition, readCondition } from './conditions.ts';
export { parseSeconds } from './duration.ts';
export {
  type ActiveAlert,
  createPolicyEvaluator,
  type EvaluatorOptions,
  type EvaluatorState,
  type PolicyEvaluator,
  type Query,
  type Step,
} from './evaluator.ts';
export type { CloseReason, Incident, Labels } from './incident.ts';
export * as limits from './limits.ts';
export { type AlertCondition, type AlertPolicy, alertPolicySchema } from './schema.ts';
export type { Sample } from './tracker.ts';
export { type Fault, PolicyError, parsePolicy } from './validate.ts';
