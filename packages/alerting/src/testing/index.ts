export { FileFault, readDocument } from './documents.ts';
export { type PolicyFile, readSuite, type Suite } from './read.ts';
export { missingProofs, runSuite, runTest, type TestResult } from './run.ts';
export { rangeQueries, runPolicy, type Simulation } from './simulate.ts';
