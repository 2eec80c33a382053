import type { MinimumTraffic, WindowPair } from './burn-rate.ts';
import type { AlertPolicy } from './policy.ts';

/** Which burn rates alert, how loudly, and what every policy has in common. */
export interface Alerting {
  readonly alerts: readonly {
    readonly name: string;
    readonly severity: AlertPolicy['severity'];
    readonly minimumTraffic: MinimumTraffic;
    readonly windows: readonly WindowPair[];
  }[];
  readonly absent: {
    readonly severity: AlertPolicy['severity'];
    readonly afterSeconds: number;
    readonly seenWithinSeconds: number;
  };
  /** How long without data until Cloud Monitoring closes an incident by itself. */
  readonly autoCloseSeconds: number;
  /** Path or address of a policy's runbook; `{policy}` stands for its name. */
  readonly runbook: string;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Used where a directory has no BurnRateAlerts document: the windows of the SRE workbook, chapter 5. */
export const DEFAULT_ALERTING: Alerting = {
  alerts: [
    {
      name: 'page',
      severity: 'CRITICAL',
      minimumTraffic: { events: 20, badEvents: 2 },
      windows: [
        { budgetPercent: 2, longSeconds: HOUR, shortSeconds: 5 * MINUTE },
        { budgetPercent: 5, longSeconds: 6 * HOUR, shortSeconds: 30 * MINUTE },
      ],
    },
    {
      name: 'ticket',
      severity: 'WARNING',
      minimumTraffic: { events: 200, badEvents: 2 },
      windows: [
        { budgetPercent: 10, longSeconds: DAY, shortSeconds: 2 * HOUR },
        { budgetPercent: 10, longSeconds: 3 * DAY, shortSeconds: 6 * HOUR },
      ],
    },
  ],
  absent: { severity: 'WARNING', afterSeconds: 15 * MINUTE, seenWithinSeconds: DAY },
  autoCloseSeconds: DAY,
  runbook: 'runbooks/{policy}.md',
};
