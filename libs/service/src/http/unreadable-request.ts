import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

const SENTENCES: Readonly<Record<number, string>> = {
  400: 'The request is not valid HTTP.',
  408: 'The request took too long to arrive.',
  413: 'The request has chunks with too many extensions.',
  431: 'The headers of the request, its address included, are too long.',
};

/** Answers in the envelope also what Node's HTTP parser refuses, which no route ever sees. */
export function answerUnreadableRequests(server: Server): void {
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket: Duplex) => {
    if (code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else socket.end(refusal(STATUS_OF_CODE[code] ?? 400));
  });
  // An expectation that is not known is no reason to refuse the request: it may be ignored (RFC 9110, 10.1.1).
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

function refusal(status: number): string {
  const body = JSON.stringify({ success: false, msg: SENTENCES[status], error_code: 'invalid_request' });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
