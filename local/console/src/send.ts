import type { ServerResponse } from 'node:http';

/** Answers with JSON that no cache keeps; an answer that has begun is cut off instead. */
export function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
