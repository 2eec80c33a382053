import { describe, expect, it } from '@jest/globals';
import { runningTarget } from './loopback.ts';

describe('a running pipeline', () => {
  it('is found by the address of its API', () => {
    const { endpoints, env } = runningTarget('http://localhost:9080', '/tmp', {});
    expect(endpoints).toMatchObject({ api: 'http://127.0.0.1:9080', monitoring: 'http://127.0.0.1:10090' });
    expect(env).toEqual({ FLIGHTDECK_PORT_OFFSET: '1000' });
  });

  it('has the ports of the environment where they lead to its API', () => {
    const given = { FLIGHTDECK_API_PORT: '7001', FLIGHTDECK_MONITORING_PORT: '7002' };
    const { endpoints, env } = runningTarget('http://127.0.0.1:7001', '/tmp', given);
    expect(endpoints).toMatchObject({ api: 'http://127.0.0.1:7001', monitoring: 'http://127.0.0.1:7002' });
    expect(env).toEqual({});
    expect(() => runningTarget('http://127.0.0.1:9080', '/tmp', given)).toThrow('FLIGHTDECK_API_PORT, 7001');
  });

  it.each([
    'http://example.com:8080',
    'http://127.0.0.1.example.com:8080',
    'http://10.0.0.7:8080',
    'https://127.0.0.1:8080',
    '127.0.0.1:8080',
    'http://127.0.0.1:80',
  ])('is refused at %s', (url) => {
    expect(() => runningTarget(url, '/tmp', {})).toThrow('--url: ');
  });
});
