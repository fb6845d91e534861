import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Cluster } from '../sandbox/cluster.js';
import { machine } from './setup/machine.js';

type Example = Record<string, { example?: unknown; $ref?: string }>;

describe('Swagger', () => {
  const { engine, registry } = machine();
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await Cluster.start({ engine, registry });
  });

  afterAll(async () => {
    await cluster?.stop();
  });

  const documentOf = async (service: 'shield' | 'agent') =>
    (await cluster[service].client.get<OpenAPIObject>('/docs-json')).body;

  it.each(['shield', 'agent'] as const)('%s serves its page without an external address', async (service) => {
    const { status, body } = await cluster[service].client.get<string>('/docs');
    expect(status).toBe(200);
    expect(body).toContain('swagger-ui');
    expect(body).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  it.each([
    [
      'shield',
      [
        'get /v1/commit/query',
        'get /v1/commit/size',
        'post /v1/agent/register',
        'post /v1/commit/async',
        'post /v1/commit/sync',
        'put /v1/commit/status',
      ],
    ],
    ['agent', ['get /health', 'get /v1/commit/size', 'post /v1/commit/async', 'post /v1/commit/sync']],
  ] as const)('%s documents every call of the protocol, each with a summary and its answer', async (service, calls) => {
    const { paths } = await documentOf(service);
    for (const call of calls) {
      const [method, path] = call.split(' ') as ['get' | 'post' | 'put', string];
      const operation = paths[path]?.[method];
      expect(operation?.summary).toBeTruthy();
      const success = Object.entries(operation?.responses ?? {}).find(([status]) => status.startsWith('2'));
      expect(JSON.stringify(success)).toContain('#/components/schemas/');
    }
  });

  it.each(['shield', 'agent'] as const)('%s matches docs/openapi', async (service) => {
    const checkedIn = JSON.parse(readFileSync(`docs/openapi/${service}.json`, 'utf8')) as unknown;
    // If they differ, run `npm run openapi`.
    expect(await documentOf(service)).toEqual(checkedIn);
  });

  it.each(['shield', 'agent'] as const)('%s documents the fields that every answer has', async (service) => {
    const { components } = await documentOf(service);
    for (const name of ['Envelope', 'SizeAnswer']) {
      const schema = components?.schemas?.[name] as { properties: Example; required: string[] };
      expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['success', 'msg']));
      expect(schema.required).toEqual(expect.arrayContaining(['success', 'msg']));
    }
  });

  it.each(['shield', 'agent'] as const)('%s has examples that can be sent as they are', async (service) => {
    const { components } = await documentOf(service);
    const name = service === 'shield' ? 'CommitRequest' : 'AgentCommitRequest';
    const schema = components?.schemas?.[name] as { properties: Example };
    const example = Object.fromEntries(Object.entries(schema.properties).map(([key, { example }]) => [key, example]));
    const { status, body } = await cluster[service].client.post<{ msg: string }>('/v1/commit/async', example);
    // The example is valid: only the container is refused, because this node does not have it.
    expect(status).toBeLessThan(300);
    expect(body.msg).toContain('notebook-alice');
  });
});
