import { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Thrown when the environment cannot be used; its message lists every fault, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads a service's configuration from its environment, once, at start: every key of `shape` is an
 * environment variable. An empty variable counts as absent. The result is frozen.
 * @throws ConfigError with all faults in one message; values are not repeated (they may be secrets).
 */
export function readConfig<Shape extends z.ZodRawShape>(
  shape: Shape,
  env: Environment,
): Readonly<z.output<z.ZodObject<Shape>>> {
  const given = Object.fromEntries(
    Object.keys(shape)
      .map((name) => [name, env[name]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = z.object(shape).safeParse(given);
  if (result.success) return Object.freeze(result.data) as Readonly<z.output<z.ZodObject<Shape>>>;
  const faults = result.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return given[name] === undefined ? `${name}: is not set` : `${name}: ${issue.message}`;
  });
  throw new ConfigError(`invalid configuration:\n  ${faults.join('\n  ')}`);
}

/** A whole number in an environment variable, within [min, max]. */
export const wholeNumber = (min: number, max: number): z.ZodType<number, unknown> =>
  z.coerce
    .number(`expected a whole number from ${min} to ${max}`)
    .pipe(
      z
        .number()
        .int(`expected a whole number from ${min} to ${max}`)
        .min(min, `expected a whole number from ${min} to ${max}`)
        .max(max, `expected a whole number from ${min} to ${max}`),
    );
