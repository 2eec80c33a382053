import type { RequestHandler, Response } from 'express';

/** Browsers that watch at once; a console has a handful. */
const MAX_WATCHERS = 50;
/** A comment this often keeps proxies from closing a quiet stream, in ms. */
const KEEP_ALIVE_MS = 15_000;

/** Server-sent events: `GET /_flightdeck/events`. */
export class Events {
  readonly #watchers = new Set<Response>();
  readonly #keepAlive = setInterval(() => this.#write(':\n\n'), KEEP_ALIVE_MS).unref();

  readonly handle: RequestHandler = (request, response) => {
    if (this.#watchers.size >= MAX_WATCHERS) {
      response
        .status(503)
        .json({ error: { code: 503, message: 'too many watchers', status: 'UNAVAILABLE' } });
      return;
    }
    response
      .writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      .write(':\n\n');
    this.#watchers.add(response);
    request.on('close', () => this.#watchers.delete(response));
  };

  send(event: string, data: object): void {
    this.#write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  stop(): void {
    clearInterval(this.#keepAlive);
    for (const watcher of this.#watchers) watcher.end();
  }

  #write(text: string): void {
    // One that does not read must not fill the memory.
    for (const watcher of this.#watchers) if (!watcher.write(text)) watcher.destroy();
  }
}
