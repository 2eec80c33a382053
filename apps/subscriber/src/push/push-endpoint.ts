import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer, type Handler } from '../http.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Broker } from '../ports.ts';
import { MAX_BODY_BYTES, readBody } from './body.ts';
import { readEnvelope } from './envelope.ts';
import type { VerifyAuthorization } from './oidc.ts';

export interface PushEndpoint {
  /** Settles by answering: an ack is 204, a nack 503; a lease lasts as long as the request does. */
  readonly broker: Broker;
  handler(pipeline: Pick<Pipeline, 'accept' | 'outstanding'>): Handler;
}

/**
 * The pipeline's source behind HTTP: Pub/Sub posts one message a request and takes 2xx for an ack, so the answer waits
 * until the row is durable.
 * @param verify undefined when tokens are not checked
 */
export function createPushEndpoint(
  publishDeadLetters: Broker['publishDeadLetters'],
  verify: VerifyAuthorization | undefined,
  nowMs: () => number,
): PushEndpoint {
  const waiting = new Map<string, ServerResponse>();
  let requests = 0;

  const settle = (ackIds: readonly string[], status: number, body?: Record<string, unknown>): void => {
    for (const ackId of ackIds) {
      const response = waiting.get(ackId);
      waiting.delete(ackId);
      if (response === undefined || response.writableEnded) continue;
      if (body === undefined) response.writeHead(status).end();
      else answer(response, status, body);
    }
  };

  const take = async (
    request: IncomingMessage,
    response: ServerResponse,
    pipeline: Pick<Pipeline, 'accept' | 'outstanding'>,
  ): Promise<void> => {
    if (request.method !== 'POST') return answer(response, 405, { error: 'only POST is taken here' });
    try {
      await verify?.(request.headers.authorization);
    } catch (error) {
      return answer(response, 401, { error: `not authorised: ${(error as Error).message}` });
    }
    if (pipeline.outstanding.full)
      return answer(response, 429, { error: 'as much is held as may be; try again later' });
    const body = await readBody(request, MAX_BODY_BYTES);
    if (body === undefined)
      return answer(response, 413, { error: `the body is longer than ${MAX_BODY_BYTES} bytes` });
    try {
      const message = readEnvelope(body);
      requests += 1;
      const ackId = `push-${requests}`;
      waiting.set(ackId, response);
      // Pub/Sub no longer waits: the row is still written, and the redelivery is a duplicate the view removes.
      response.once('close', () => waiting.delete(ackId));
      pipeline.accept([{ ...message, ackId, receivedAt: nowMs() }]);
    } catch (error) {
      answer(response, 400, { error: (error as Error).message });
    }
  };

  return {
    broker: {
      acknowledge: async (ackIds) => settle(ackIds, 204),
      modifyAckDeadline: async (ackIds, seconds) => {
        if (seconds === 0) settle(ackIds, 503, { error: 'not stored; deliver again' });
      },
      publishDeadLetters,
    },
    handler: (pipeline) => (request, response) => {
      take(request, response, pipeline).catch((error: unknown) => {
        if (!response.headersSent) answer(response, 500, { error: (error as Error).message });
      });
    },
  };
}
