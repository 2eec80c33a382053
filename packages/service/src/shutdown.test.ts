import { describe, expect, it } from '@jest/globals';
import { shutdownInOrder } from './shutdown.ts';

describe('shutdownInOrder', () => {
  it('runs the steps in order and goes on after a failure', async () => {
    const ran: string[] = [];
    const reports = await shutdownInOrder(
      [
        { name: 'intake', run: () => void ran.push('intake') },
        {
          name: 'drain',
          run: () => {
            ran.push('drain');
            throw new Error('no');
          },
        },
        { name: 'close', run: async () => void ran.push('close') },
      ],
      60_000,
    );
    expect(ran).toEqual(['intake', 'drain', 'close']);
    expect(reports.map(({ step, error }) => `${step}: ${error.message}`)).toEqual(['drain: no']);
  });

  it('cuts off a step that hangs and still runs the rest', async () => {
    const ran: string[] = [];
    const reports = await shutdownInOrder(
      [
        { name: 'hangs', run: () => new Promise<never>(() => {}) },
        { name: 'last', run: () => void ran.push('last') },
      ],
      20,
    );
    expect(ran).toEqual(['last']);
    expect(reports[0]?.error.message).toMatch(/hangs.*deadline/);
  });
});
