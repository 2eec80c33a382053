import { z } from 'zod';
import { parseSeconds } from './duration.ts';

const seconds = z.string().refine((text) => parseSeconds(text) !== null, {
  error: 'must be a duration in seconds such as "300s"',
});
const labels = z.record(z.string(), z.string());
const record = z.looseObject({});

const promqlCondition = z.strictObject({
  query: z.string().min(1, 'must hold a PromQL query'),
  duration: seconds.optional(),
  evaluationInterval: seconds.optional(),
  labels: labels.optional(),
  ruleGroup: z.string().optional(),
  alertRule: z.string().optional(),
  disableMetricValidation: z.boolean().optional(),
});

const condition = z.strictObject({
  name: z.string().optional(),
  displayName: z.string().min(1, 'must name the condition'),
  conditionPrometheusQueryLanguage: promqlCondition,
});

/** Most conditions of one policy. */
const MAX_CONDITIONS = 6;
const MAX_DOCUMENTATION_CHARACTERS = 8192;
const MAX_LINKS = 3;
/** Most notification channels of one policy. */
const MAX_CHANNELS = 16;

/**
 * Cloud Monitoring's AlertPolicy (REST, v3) with PromQL conditions. Source: google/monitoring/v3/alert.proto.
 * Unknown fields are refused: a misspelt one would silently do nothing.
 */
export const alertPolicySchema = z.strictObject({
  name: z.string().optional(),
  displayName: z.string().min(1, 'must name the policy'),
  documentation: z
    .strictObject({
      content: z.string().max(MAX_DOCUMENTATION_CHARACTERS).optional(),
      mimeType: z.literal('text/markdown').optional(),
      subject: z.string().optional(),
      links: z
        .array(z.strictObject({ displayName: z.string(), url: z.string() }))
        .max(MAX_LINKS)
        .optional(),
    })
    .optional(),
  userLabels: labels.optional(),
  conditions: z.array(condition).min(1).max(MAX_CONDITIONS),
  combiner: z.enum(['OR', 'AND', 'AND_WITH_MATCHING_RESOURCE']),
  enabled: z.boolean().optional(),
  notificationChannels: z.array(z.string()).max(MAX_CHANNELS).optional(),
  alertStrategy: z
    .strictObject({
      autoClose: seconds.optional(),
      notificationPrompts: z.array(z.enum(['OPENED', 'CLOSED'])).optional(),
      notificationChannelStrategy: z
        .array(
          z.strictObject({
            notificationChannelNames: z.array(z.string()).optional(),
            renotifyInterval: seconds.optional(),
          }),
        )
        .optional(),
    })
    .optional(),
  severity: z.enum(['CRITICAL', 'ERROR', 'WARNING']).optional(),
  validity: record.optional(),
  creationRecord: record.optional(),
  mutationRecord: record.optional(),
});

export type AlertPolicy = z.infer<typeof alertPolicySchema>;
export type AlertCondition = AlertPolicy['conditions'][number];
