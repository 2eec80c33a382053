import { airport } from './airport.ts';
import { flight } from './flight.ts';
import { flights } from './flights.ts';
import type { Resource } from './resource.ts';
import { routes } from './routes.ts';
import { systems } from './systems.ts';

export const RESOURCES: readonly Resource[] = [flights, flight, routes, airport, systems];
export type { Ask, Resource } from './resource.ts';
