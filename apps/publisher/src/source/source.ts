import type { FlightRow } from '../flight-row.ts';

/** One row of a file: its columns, or why it could not be read. */
export type SourceRow =
  | { readonly number: number; readonly row: FlightRow; readonly unreadable?: never }
  | { readonly number: number; readonly row?: never; readonly unreadable: string };

/** A file of flights, read in pieces so that memory stays bounded however long it is. */
export interface Source {
  /** Names the data set; event ids begin with it. */
  readonly dataSet: string;
  /** Number of rows, where the format tells without reading it all. */
  readonly total: number | undefined;
  /** Rows in the file's order, numbered from 1. */
  read(): AsyncIterable<readonly SourceRow[]>;
}
