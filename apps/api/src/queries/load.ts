import { readFileSync } from 'node:fs';

/** The text of a query beside this file; read once, at start, so that a missing file stops the service. */
export const loadQuery = (name: string): string =>
  readFileSync(new URL(`./${name}.sql`, import.meta.url), 'utf8');
