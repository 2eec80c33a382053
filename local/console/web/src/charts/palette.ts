/** Okabe and Ito's colours, safe for colour-blind readers; lightened where dark ground needs it. */
const PALETTE = ['#0072B2', '#E69F00', '#009E73', '#CC79A7', '#56B4E9', '#D55E00', '#B8A900', '#8A8A8A'];

/** Things that look the same on every page. */
const FIXED: Record<string, string> = {
  p50: '#56B4E9',
  p95: '#0072B2',
  p99: '#D55E00',
  stored: '#009E73',
  rejected: '#E69F00',
  failed: '#D55E00',
  success: '#009E73',
  timeout: '#E69F00',
  error: '#D55E00',
  hit: '#009E73',
  miss: '#0072B2',
  stale: '#E69F00',
  200: '#009E73',
  304: '#56B4E9',
  404: '#E69F00',
  429: '#CC79A7',
  499: '#8A8A8A',
  500: '#D55E00',
  503: '#D55E00',
  504: '#B8A900',
};

/** A colour for a line: by name where the name is known, else by its place. */
export function colourOf(name: string, index: number): string {
  return FIXED[name] ?? PALETTE[index % PALETTE.length] ?? '#0072B2';
}
