import { describe, expect, it } from '@jest/globals';
import { detectionSeconds } from './detection.ts';

describe('detectionSeconds', () => {
  const moments = { methodStartedAt: 1_000, faultInAt: 1_600 };

  it('counts from when the fault was in', () => {
    expect(detectionSeconds(1_652.4, moments)).toBe(52);
  });

  it('counts from the start of an action that is the fault itself, when the alert opens during it', () => {
    expect(detectionSeconds(1_300, moments)).toBe(300);
  });
});
