import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

// Nothing here is a page: no browser is to load, frame or sniff anything of it. The rest of what helmet
// can set concerns pages and long-gone browsers, and each header costs every answer.
const protect = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  referrerPolicy: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xFrameOptions: { action: 'deny' },
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
});

/** The headers helmet sets, which are the same for every answer: asked for once. */
export const SECURITY_HEADERS: ReadonlyMap<string, string> = collect();

function collect(): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  const recorder = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: () => {},
  };
  protect({} as IncomingMessage, recorder as unknown as ServerResponse, (fault?: unknown) => {
    if (fault !== undefined) throw fault;
  });
  return headers;
}
