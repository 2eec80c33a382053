import { createMemoryStorage, labelsOf, type MemoryStorage } from '@flightdeck/promql';
import { seededRandom } from '@flightdeck/random';
import { poisson } from './distributions.ts';
import { HOUR_S, MINUTE_S, type Shape } from './shapes.ts';

/** Three days, the longest window any set looks at: before that a window is not what its name says. */
const BEFORE_S = 72 * HOUR_S;
/** Long enough for every window set to close what it opened: twice the longest short window. */
const AFTER_S = 13 * HOUR_S;
/** Errors that are always there: a tenth of what the objective allows. */
const BACKGROUND_RATIO = 0.0001;
/** Samples arrive as often as the apps export. */
export const SAMPLE_S = 30;

/** Requests and failures per sample interval, and the same as counters. */
export interface Scenario {
  readonly shape: string;
  readonly faultStartS: number;
  readonly faultEndS: number;
  readonly endS: number;
  readonly requests: Float64Array;
  readonly failures: Float64Array;
  /** Requests to be expected in a month. */
  readonly monthlyRequests: number;
  readonly storage: MemoryStorage;
}

const MONTH_S = 30 * 24 * HOUR_S;

/** Plays a fault of a shape, with chance in every count. The same seed gives the same scenario. */
export function createScenario(shape: Shape, seed: number): Scenario {
  const random = seededRandom(seed).next;
  const fault = shape.create(random);
  // Faults do not begin on the sampling grid.
  const faultStartS = BEFORE_S + random() * MINUTE_S;
  const faultEndS = faultStartS + fault.durationS;
  const intervals = Math.ceil((faultEndS + AFTER_S) / SAMPLE_S);
  const requests = new Float64Array(intervals);
  const failures = new Float64Array(intervals);
  let loadSum = 0;
  for (let i = 0; i < intervals; i++) {
    const fromS = i * SAMPLE_S;
    const load = fault.load(fromS);
    loadSum += load;
    const duringS = Math.max(0, Math.min(faultEndS, fromS + SAMPLE_S) - Math.max(faultStartS, fromS));
    const ratio = duringS === 0 ? 0 : fault.errorRatio(Math.max(0, fromS - faultStartS));
    const failed = load * (duringS * ratio + (SAMPLE_S - duringS * ratio) * BACKGROUND_RATIO);
    failures[i] = poisson(random, failed);
    requests[i] = (failures[i] as number) + poisson(random, Math.max(0, load * SAMPLE_S - failed));
  }
  return {
    shape: shape.name,
    faultStartS,
    faultEndS,
    endS: intervals * SAMPLE_S,
    requests,
    failures,
    monthlyRequests: (loadSum / intervals) * MONTH_S,
    storage: counters(requests, failures),
  };
}

/** The counters the API would export. */
function counters(requests: Float64Array, failures: Float64Array): MemoryStorage {
  const storage = createMemoryStorage();
  const labels = (codeClass: string) =>
    labelsOf([
      ['__name__', 'http_server_requests_total'],
      ['job', 'api'],
      ['route', '/v1/flights'],
      ['code_class', codeClass],
    ]);
  const [good, bad] = [labels('2xx'), labels('5xx')];
  let [goodTotal, badTotal] = [0, 0];
  storage.append(good, 0, 0);
  storage.append(bad, 0, 0);
  for (let i = 0; i < requests.length; i++) {
    badTotal += failures[i] as number;
    goodTotal += (requests[i] as number) - (failures[i] as number);
    storage.append(good, (i + 1) * SAMPLE_S * 1000, goodTotal);
    storage.append(bad, (i + 1) * SAMPLE_S * 1000, badTotal);
  }
  return storage;
}
