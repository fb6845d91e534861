import type { IncomingMessage, ServerResponse } from 'node:http';

/** Middleware: a call is answered in full whatever the caller remembers of the last answer; a 304 would be no envelope. */
export function unconditionally(request: IncomingMessage, _response: ServerResponse, next: () => void): void {
  delete request.headers['if-none-match'];
  delete request.headers['if-modified-since'];
  next();
}
