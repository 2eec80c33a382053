import { readObjectives, readYamlFiles } from '@flightdeck/slo';
import { Router } from 'express';
import type { FastClock } from '../clock.ts';
import type { QueryEngine } from '../engine.ts';
import { RestError } from '../resources/errors.ts';
import { type ErrorBudget, errorBudgetAt } from './budget.ts';

export type Objectives = ReturnType<typeof readObjectives>;

/** A 30-day window reads every sample there is: all who watch share an answer for this long, in wall ms. */
const FRESH_MS = 2_000;

/**
 * Reads the OpenSLO documents of a directory.
 * @throws DocumentError with every fault
 */
export async function readObjectivesIn(directory: string): Promise<Objectives> {
  return readObjectives(await readYamlFiles(directory));
}

/** `GET /slos` and `/slos/NAME`: error budgets and burn rates now. */
export function sloRoutes({ slos, alerting }: Objectives, engine: QueryEngine, clock: FastClock): Router {
  const kept = new Map<string, { at: number; budget: ErrorBudget }>();
  const budgetOf = (name: string): ErrorBudget | undefined => {
    const slo = slos.find((candidate) => candidate.name === name);
    if (slo === undefined) return undefined;
    const known = kept.get(name);
    if (known !== undefined && performance.now() - known.at < FRESH_MS) return known.budget;
    const budget = errorBudgetAt(slo, alerting, engine, clock.now());
    kept.set(name, { at: performance.now(), budget });
    return budget;
  };
  const router = Router();
  router.get(
    '/slos',
    (_request, response) => void response.json({ slos: slos.map(({ name }) => budgetOf(name)) }),
  );
  router.get('/slos/:name', ({ params }, response) => {
    const budget = budgetOf(params.name);
    if (budget === undefined) throw new RestError(404, `no SLO ${params.name}`);
    response.json(budget);
  });
  return router;
}
