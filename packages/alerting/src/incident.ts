export type Labels = Readonly<Record<string, string>>;

/**
 * Why an incident closed: the condition was no longer met; its data stayed away for the policy's autoClose; a
 * snooze began; the policy was disabled or deleted; the condition was changed.
 */
export type CloseReason = 'recovered' | 'no-data' | 'snoozed' | 'disabled' | 'deleted' | 'condition-changed';

/** One condition's breach by one series. Times are milliseconds since the epoch, whole seconds. */
export interface Incident {
  readonly id: string;
  readonly policy: string;
  /** Index of the condition in the policy. */
  readonly condition: number;
  readonly conditionName: string;
  /** Labels of the result series, and those the condition adds. */
  readonly labels: Labels;
  readonly openedAtMs: number;
  /** The query's value that opened it. */
  readonly value: number;
  readonly closedAtMs: number | null;
  readonly closeReason: CloseReason | null;
}
