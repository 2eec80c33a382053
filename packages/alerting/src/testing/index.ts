export { FileFault, readDocument } from './documents.ts';
export type { Point } from './phases.ts';
export { type PolicyFile, readSuite, type Suite } from './read.ts';
export { missingProofs, runSuite, runTest, type TestResult } from './run.ts';
export type { AlertTest } from './schema.ts';
export { expandSeries } from './series.ts';
export { rangeQueries, runPolicy, type Simulation } from './simulate.ts';
export { judge } from './verdict.ts';
