import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { Logger } from './logger.ts';

interface Exporter<Batch> {
  export(batch: Batch, done: (result: ExportResult) => void): void;
}

/**
 * Reports when an exporter starts to fail and when it works again: one line each, however long it lasts.
 * An exporter that throws counts as failed.
 */
export function watch<Batch, Kind extends Exporter<Batch>>(
  exporter: Kind & Exporter<Batch>,
  signal: string,
  logger: Pick<Logger, 'warn' | 'info'>,
): Kind {
  const send = exporter.export.bind(exporter);
  let failing = false;
  const settle = (result: ExportResult): ExportResult => {
    const failed = result.code !== ExportResultCode.SUCCESS;
    if (failed && !failing) {
      logger.warn({ signal, reason: result.error?.message ?? 'unknown' }, 'telemetry cannot be sent');
    }
    if (!failed && failing) logger.info({ signal }, 'telemetry is sent again');
    failing = failed;
    return result;
  };
  exporter.export = (batch, done) => {
    try {
      send(batch, (result) => done(settle(result)));
    } catch (error) {
      done(settle({ code: ExportResultCode.FAILED, error: error as Error }));
    }
  };
  return exporter;
}
