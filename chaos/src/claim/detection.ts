/** When a fault began, Unix seconds on monitoring's clock. */
export interface FaultMoments {
  readonly methodStartedAt: number;
  /** When the first action was done. */
  readonly faultInAt: number;
}

/**
 * Seconds from the fault to the alert. They count from the end of the first action, by when the fault is in;
 * where the action is the fault and lasts (a flood), an alert opens during it, and they count from its start.
 */
export function detectionSeconds(openedAt: number, { methodStartedAt, faultInAt }: FaultMoments): number {
  return Math.round(openedAt - (openedAt < faultInAt ? methodStartedAt : faultInAt));
}
