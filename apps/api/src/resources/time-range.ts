// Bounds are always sent, so that one query text serves with and without them. No flight is outside these.
const BEGINNING = '1900-01-01T00:00:00.000Z';
const END = '9999-12-31T00:00:00.000Z';

export const TIME_RANGE_TYPES = { occurred_from: 'TIMESTAMP', occurred_to: 'TIMESTAMP' } as const;

export const timeRange = ({ from, to }: { readonly from?: string; readonly to?: string }) => ({
  occurred_from: from ?? BEGINNING,
  occurred_to: to ?? END,
});
