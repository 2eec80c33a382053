import { describe, expect, it } from '@jest/globals';
import { runningTarget } from './loopback.ts';

describe('a running pipeline', () => {
  it('is found by the address of its API', () => {
    const { endpoints, env } = runningTarget('http://localhost:9080', '/tmp');
    expect(endpoints).toMatchObject({ api: 'http://127.0.0.1:9080', monitoring: 'http://127.0.0.1:10090' });
    expect(env).toEqual({ FLIGHTDECK_PORT_OFFSET: '1000' });
  });

  it.each([
    'http://example.com:8080',
    'http://127.0.0.1.example.com:8080',
    'http://10.0.0.7:8080',
    'https://127.0.0.1:8080',
    '127.0.0.1:8080',
    'http://127.0.0.1:80',
  ])('is refused at %s', (url) => {
    expect(() => runningTarget(url, '/tmp')).toThrow('--url: ');
  });
});
