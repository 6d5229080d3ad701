import { executionAsyncResource } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';

/** Node's parser of one connection. It is an AsyncWrap, whose reset takes the current frame along. */
interface Parser {
  asyncReset?(resource: object): void;
}

/**
 * Makes the events of a request's body (`data`, `end`) part of what runs now. With frames, Node raises them in the frame
 * in which the connection was accepted, since one parser serves all requests of a connection. Called as the request
 * begins, before the service knows of it, so nothing of the service's own gets into that frame.
 *
 * Node resets connections of its own HTTP clients in this way between two requests. Without a body, or should a version
 * of Node not have it, nothing happens.
 */
export function includeBody(request: IncomingMessage): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const { parser } = request.socket as { parser?: Parser | null };
  if (typeof parser?.asyncReset === 'function') parser.asyncReset(executionAsyncResource());
}
