export { FAULT_KINDS, type Fault, type FaultKind, type FaultRequest } from './fault.ts';
export { serveFaults } from './http.ts';
export {
  type CallPlan,
  createFaultInjector,
  type FaultInjector,
  type FaultInjectorOptions,
  FaultRequestError,
} from './injector.ts';
