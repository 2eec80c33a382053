import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { minimise } from './minimise.ts';

const PLENTY = { maxRuns: 10_000, mayGoOn: () => true };
const upTo = (length: number): number[] => Array.from({ length }, (_, index) => index);

describe('minimise', () => {
  it('finds the one step that matters in few runs', async () => {
    const { items, runs, complete } = await minimise(upTo(32), async (subset) => subset.includes(21), PLENTY);
    expect({ items, complete }).toEqual({ items: [21], complete: true });
    expect(runs).toBeLessThanOrEqual(10);
  });

  it('keeps exactly those steps that fail only together, in their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(29), { minLength: 1, maxLength: 4 }), async (needed) => {
        const fails = async (subset: readonly number[]): Promise<boolean> =>
          needed.every((one) => subset.includes(one));
        const { items } = await minimise(upTo(30), fails, PLENTY);
        expect(items).toEqual([...needed].sort((a, b) => a - b));
      }),
    );
  });

  it('stops when runs or time are spent, with the smallest found so far', async () => {
    const fails = async (subset: readonly number[]): Promise<boolean> => subset.includes(31);
    const spent = await minimise(upTo(32), fails, { maxRuns: 3, mayGoOn: () => true });
    expect(spent).toMatchObject({ runs: 3, complete: false });
    expect(spent.items).toContain(31);
    expect(spent.items.length).toBeLessThan(32);
    const late = await minimise(upTo(32), fails, { maxRuns: 99, mayGoOn: () => false });
    expect(late).toEqual({ items: upTo(32), runs: 0, complete: false });
  });

  it('asks nothing about a single step', async () => {
    const never = async (): Promise<boolean> => {
      throw new Error('asked');
    };
    expect(await minimise([1], never, PLENTY)).toEqual({ items: [1], runs: 0, complete: true });
  });
});
