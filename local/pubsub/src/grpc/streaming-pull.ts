import type { Subscription } from '../core/subscription.ts';
import type { StreamingPullRequest } from './messages.ts';
import { OpenStream, type StreamingPullCall, type StreamPorts } from './open-stream.ts';
import { toRpcError } from './status.ts';

/** StreamingPull: the first request opens the stream, later ones acknowledge, extend or keep it alive. */
export function streamingPull(
  ports: StreamPorts,
  find: (name: string) => Subscription,
  call: StreamingPullCall,
): void {
  let open: OpenStream | undefined;
  call.on('data', (request: StreamingPullRequest) => {
    try {
      if (open === undefined) {
        open = new OpenStream(ports, find(request.subscription), request, call);
        open.handle(request);
      } else open.continue(request);
    } catch (thrown) {
      if (open === undefined) call.emit('error', toRpcError(thrown));
      else open.end(toRpcError(thrown));
    }
  });
  call.on('end', () => {
    open?.close();
    call.end();
  });
  call.on('cancelled', () => open?.close());
  call.on('error', () => open?.close());
}
