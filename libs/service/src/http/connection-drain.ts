import type { Server, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type BeforeApplicationShutdown, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { NextFunction, Request, Response } from 'express';

/** How long a request that is under way may take once the service is being stopped, in milliseconds. */
const GRACE_MS = 1_500;

/** How long clients may ask again before the port is closed, in milliseconds: they are refused rather than cut off. */
const REFUSE_MS = 500;

/** How often the connections are looked at meanwhile, in milliseconds. */
const LOOK_EVERY_MS = 50;

/**
 * Lets the service end although clients keep their connections: a follower that asks again on a kept-alive connection
 * would hold the server open for good.
 */
@Injectable()
export class ConnectionDrain implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly underWay = new Set<ServerResponse>();

  constructor(private readonly adapter: HttpAdapterHost) {}

  /** Middleware that knows the requests that are under way. */
  readonly follow = (_request: Request, response: Response, next: NextFunction): void => {
    this.underWay.add(response);
    response.once('close', () => this.underWay.delete(response));
    next();
  };

  /** The first step of the shutdown: no connection outlives the request that it carries. */
  onModuleDestroy(): void {
    const server = this.server();
    server.prependListener('request', (_request, response: ServerResponse) => {
      response.shouldKeepAlive = false;
    });
    for (const response of this.underWay) response.shouldKeepAlive = false;
    const grace = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.once('close', () => {
      clearTimeout(grace);
    });
  }

  /** Comes when streams have ended and before the port is closed, which cuts off what is idle. */
  async beforeApplicationShutdown(): Promise<void> {
    const server = this.server();
    const connections = promisify(server.getConnections.bind(server));
    const end = Date.now() + REFUSE_MS;
    while (Date.now() < end && (await connections()) > 0) await sleep(LOOK_EVERY_MS);
    const idle = setInterval(() => server.closeIdleConnections(), LOOK_EVERY_MS);
    server.once('close', () => clearInterval(idle));
  }

  private server(): Server {
    return this.adapter.httpAdapter.getHttpServer() as Server;
  }
}
