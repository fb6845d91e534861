import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Test } from '@nestjs/testing';
import express, { type Express } from 'express';
import request from 'supertest';
import { readJsonBody } from '../http/request-body.js';
import { LogModule, ServiceLogger } from '../log/log.module.js';
import { Secrets } from '../log/secrets.js';
import { contextHeaders, inRequestContext, requestContext } from './request-context.js';
import { setRequestContext } from './request-id.js';

const TRACE = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;

describe('the context of a request', () => {
  let app: Express;

  beforeEach(() => {
    app = express().use(setRequestContext).use(readJsonBody());
    app.post('/', async (_request, response) => {
      await sleep(5);
      response.json(contextHeaders());
    });
  });

  const headersOf = async (sent: Record<string, string>) =>
    (await request(app).post('/').set(sent).send({ a: 1 })).body as Record<string, string>;

  it('has the id and the span of the caller, also after the body has been read', async () => {
    const sent = { 'x-request-id': 'r-1', traceparent: TRACE };
    expect(await headersOf(sent)).toEqual(sent);
  });

  it('does not mix up requests that run at the same time', async () => {
    const ids = ['r-1', 'r-2', 'r-3'];
    const answers = await Promise.all(ids.map((id) => headersOf({ 'x-request-id': id })));
    expect(answers).toEqual(ids.map((id) => ({ 'x-request-id': id })));
  });

  it.each(['nonsense', `00-${'0'.repeat(32)}-${'cd'.repeat(8)}-01`, `${TRACE}-more`])(
    'has no span if the caller sends %s',
    async (traceparent) => {
      expect(await headersOf({ 'x-request-id': 'r-1', traceparent })).toEqual({ 'x-request-id': 'r-1' });
    },
  );

  it('is restored from a record', () => {
    const record = { requestId: 'r-1', traceParent: TRACE, more: true };
    expect(inRequestContext(record, requestContext)).toEqual({ requestId: 'r-1', traceParent: TRACE });
  });

  it('outside of a request has an id of its own, and sends no headers', () => {
    expect(requestContext().requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(contextHeaders()).toEqual({});
  });
});

describe('a log line', () => {
  afterEach(() => void jest.restoreAllMocks());

  it('has the id of the request that it belongs to', async () => {
    const module = await Test.createTestingModule({
      imports: [LogModule.with('test', 'info', new Secrets())],
    }).compile();
    const lines: string[] = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    const logger = module.get(ServiceLogger);
    inRequestContext({ requestId: 'r-1' }, () => logger.log({ transaction: 't-1', msg: 'inside' }));
    logger.log('outside');
    jest.restoreAllMocks();
    const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(logged[0]).toMatchObject({ requestId: 'r-1', transaction: 't-1', msg: 'inside' });
    expect(logged[1]).not.toHaveProperty('requestId');
  });
});
