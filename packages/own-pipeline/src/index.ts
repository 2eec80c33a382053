export { type Endpoints, endpointsOf } from './endpoints.ts';
export { getJson, post } from './http.ts';
export { portEnvironment } from './port-environment.ts';
export { type OwnPipeline, type Progress, readProgress, startPipeline } from './start.ts';
