import { describe, expect, it } from '@jest/globals';
import { NO_PROGRESS, parsePublisherLine, progressLine } from './progress.ts';

describe('progress', () => {
  it('shows what was published, stored and is left', () => {
    const line = progressLine(
      {
        publisher: { published: 1_300, confirmed: 1_234, failed: 0, total: 20_000 },
        stored: 1_200,
        backlog: 34,
        oldestUnackedSeconds: 0.44,
      },
      [{ name: 'api', state: 'running', restarts: 0 }],
    );
    expect(line).toBe('published 1,234 of 20,000 · stored 1,200 · backlog 34 · lag 0.4 s');
  });

  it('says what is down and how often something was restarted', () => {
    const line = progressLine(NO_PROGRESS, [
      { name: 'api', state: 'running', restarts: 2 },
      { name: 'subscriber', state: 'restarting', restarts: 1 },
    ]);
    expect(line).toMatch(/down: subscriber · restarts 3$/);
  });

  it('reads progress lines and passes over logs', () => {
    expect(parsePublisherLine('{"published":3,"confirmed":2,"failed":1}')).toMatchObject({ confirmed: 2 });
    expect(parsePublisherLine('{"severity":"INFO","message":"hello"}')).toBeUndefined();
    expect(parsePublisherLine('plain text')).toBeUndefined();
    expect(parsePublisherLine('{"confirmed":')).toBeUndefined();
  });
});
