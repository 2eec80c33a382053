import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { orAborted } from './or-aborted.ts';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

describe('a promise that nobody may wait for any more', () => {
  it('gives its value, and leaves nothing on the signal', async () => {
    const { signal } = new AbortController();
    const { promise, resolve } = Promise.withResolvers<string>();
    const waiting = orAborted(promise, signal);
    expect(listeners(signal)).toBe(1);
    resolve('rows');
    await expect(waiting).resolves.toBe('rows');
    expect(listeners(signal)).toBe(0);
  });

  it('leaves nothing on the signal when it fails', async () => {
    const { signal } = new AbortController();
    await expect(orAborted(Promise.reject(new Error('refused')), signal)).rejects.toThrow('refused');
    expect(listeners(signal)).toBe(0);
  });

  it.each([true, false])('rejects with the reason (aborted before: %s)', async (before) => {
    const controller = new AbortController();
    if (before) controller.abort(new Error('left'));
    const waiting = orAborted(new Promise(() => {}), controller.signal);
    if (!before) controller.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    expect(listeners(controller.signal)).toBe(0);
  });
});
