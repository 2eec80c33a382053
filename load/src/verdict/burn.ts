/** What a run did to one error budget. */
export interface Burn {
  readonly slo: string;
  readonly objective: string;
  readonly events: number;
  /** Share of bad events, in [0, 1]. */
  readonly errorRatio: number;
  /** How many times faster than sustainable the budget burned while the run went on. */
  readonly burnRate: number;
  /** Share of the whole period's budget that went, at this traffic. */
  readonly budgetShare: number;
}

export interface Check {
  readonly what: string;
  readonly met: boolean;
  readonly detail: string;
}

/** Factors a budget may burn at; those of the pages are computed from monitoring/slos/windows.yaml. */
export interface AllowedBurn {
  readonly factor: number;
  readonly why: string;
}

/** @param budget share of events that may be bad, in (0, 1) */
export function burnOf(given: {
  readonly slo: string;
  readonly objective: string;
  readonly budget: number;
  readonly periodSeconds: number;
  readonly events: number;
  readonly errorRatio: number;
  readonly runSeconds: number;
}): Burn {
  const { slo, objective, budget, periodSeconds, events, errorRatio, runSeconds } = given;
  const burnRate = errorRatio / budget;
  return {
    slo,
    objective,
    events,
    errorRatio,
    burnRate,
    budgetShare: (burnRate * runSeconds) / periodSeconds,
  };
}

/** Whether the budget burned no faster than allowed. A run that the SLO saw nothing of proves nothing. */
export function judgeBurn(burn: Burn, { factor, why }: AllowedBurn): Check {
  const { slo, events, errorRatio, burnRate, budgetShare } = burn;
  return {
    what: `${slo} burns at no more than ${number(factor)} times what its budget sustains (${why})`,
    met: events > 0 && burnRate <= factor,
    detail:
      events > 0
        ? `burn rate ${number(burnRate)}: ${number(errorRatio * 100)} % of ${Math.round(events)} events bad, ${number(budgetShare * 100)} % of the period's budget`
        : 'the SLO saw no event of this run',
  };
}

const number = (value: number): string => String(Number(value.toPrecision(3)));
