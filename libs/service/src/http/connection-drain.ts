import type { Server, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { type BeforeApplicationShutdown, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { pause } from '@image-factory/resilience';
import type { NextFunction, Request, Response } from 'express';

/** Grace period for running requests at shutdown. */
const GRACE_MS = 1_500;

/** Delay before the port is closed: clients that reconnect meanwhile get a response instead of a reset connection. */
const REFUSE_MS = 500;

/** Polling interval of the open connections. */
const POLL_INTERVAL_MS = 50;

/**
 * Drains the connections at shutdown: a client that sends a new request on each keep-alive connection would keep the
 * server open forever.
 */
@Injectable()
export class ConnectionDrain implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly running = new Set<ServerResponse>();

  constructor(private readonly adapter: HttpAdapterHost) {}

  /** Middleware that tracks the running requests. */
  readonly follow = (_request: Request, response: Response, next: NextFunction): void => {
    this.running.add(response);
    response.once('close', () => this.running.delete(response));
    next();
  };

  /** First step of the shutdown: each connection closes after its current request. */
  onModuleDestroy(): void {
    const server = this.server();
    server.prependListener('request', (_request, response: ServerResponse) => {
      response.shouldKeepAlive = false;
    });
    for (const response of this.running) response.shouldKeepAlive = false;
    const grace = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.once('close', () => {
      clearTimeout(grace);
    });
  }

  /** Runs after the streams have ended and before the port is closed, which resets idle connections. */
  async beforeApplicationShutdown(): Promise<void> {
    const server = this.server();
    const connections = promisify(server.getConnections.bind(server));
    const end = Date.now() + REFUSE_MS;
    while (Date.now() < end && (await connections()) > 0) await pause(POLL_INTERVAL_MS);
    const idle = setInterval(() => server.closeIdleConnections(), POLL_INTERVAL_MS);
    server.once('close', () => clearInterval(idle));
  }

  private server(): Server {
    return this.adapter.httpAdapter.getHttpServer() as Server;
  }
}
