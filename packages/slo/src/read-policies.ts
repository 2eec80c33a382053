import { z } from 'zod';
import { check, readDocuments } from './documents.ts';
import { DocumentError, type Fault } from './fault.ts';
import type { AlertPolicy } from './policy.ts';
import type { SourceFile } from './read.ts';

const seconds = z.string().regex(/^\d+s$/, 'is not a duration; write whole seconds such as 300s');

const schema = z.looseObject({
  displayName: z.string().min(1),
  severity: z.enum(['CRITICAL', 'ERROR', 'WARNING'], 'is not a severity; use CRITICAL, ERROR or WARNING'),
  combiner: z.enum(['OR', 'AND', 'AND_WITH_MATCHING_RESOURCE'], 'is not a combiner; use OR'),
  enabled: z.boolean(),
  conditions: z
    .array(
      z.looseObject({
        displayName: z.string().min(1),
        conditionPrometheusQueryLanguage: z.looseObject(
          {
            query: z.string().min(1),
            duration: seconds.optional(),
            evaluationInterval: seconds,
            disableMetricValidation: z.boolean().optional(),
          },
          'is missing; only PromQL conditions are understood',
        ),
      }),
    )
    .min(1, 'is empty; add a condition')
    .max(6, 'holds more than 6 conditions, the most Cloud Monitoring takes; split the policy'),
  alertStrategy: z.looseObject({ autoClose: seconds }),
  documentation: z.looseObject({
    mimeType: z.literal('text/markdown'),
    subject: z.string().min(1).max(255),
    content: z
      .string()
      .min(1)
      .max(8_192, 'is longer than the 8192 characters Cloud Monitoring takes; shorten it'),
  }),
  userLabels: z.record(
    z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, 'is no label key; use lower-case letters, digits, dashes'),
    z.string().regex(/^[a-z0-9_-]{0,63}$/, 'is no label value; use lower-case letters, digits, dashes'),
  ),
});

/**
 * Reads AlertPolicy documents in Cloud Monitoring's REST shape.
 * @throws DocumentError with every fault of every file
 */
export function readPolicies(files: readonly SourceFile[]): { file: string; policy: AlertPolicy }[] {
  const faults: Fault[] = [];
  const policies: { file: string; policy: AlertPolicy }[] = [];
  for (const { file, text } of files) {
    const read = readDocuments(file, text);
    faults.push(...read.faults);
    for (const document of read.documents) {
      const checked = check(document, schema);
      if ('faults' in checked) faults.push(...checked.faults);
      else policies.push({ file, policy: checked.value as unknown as AlertPolicy });
    }
  }
  if (faults.length > 0) throw new DocumentError(faults);
  return policies;
}
