import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { CONTAINERS } from '../testing/stub-engine.js';
import { startTestAgent, type TestAgent } from '../testing/test-agent.js';

let agent: TestAgent;

afterEach(() => agent.stop());

const get = (path: string) => request(agent.app.getHttpServer()).get(path);

describe('container requests', () => {
  it('are answered in kB, rounded, and with the full id', async () => {
    agent = await startTestAgent();
    await get('/v1/commit/size?container=alice').expect(200, { success: true, size: 1025, msg: 'ok' });
    const identity = { success: true, msg: 'ok', id: CONTAINERS.alice };
    await get('/v1/container/identity?container=alice').expect(200, identity);
  });

  it('that fail return an error', async () => {
    agent = await startTestAgent();
    await get('/v1/container/identity?container=nobody').expect(
      200,
      /"success":false.*"error_code":"container_not_found"/,
    );
    const answer = await get('/v1/container/identity?container=nobody');
    const { msg, detail, hint } = answer.body as { msg: string; detail: string; hint: string };
    expect([detail, hint]).toEqual([expect.stringContaining('nobody'), expect.stringContaining('docker ps')]);
    expect(msg).toBe(`${detail} ${hint}`);
    await get('/v1/commit/size').expect(400, /"success":false,"msg":"container is required\.".*"size":0/);
    await get('/v1/commit/size?container=../x').expect(400, /"success":false.*"size":0/);
  });

  it('require the token if one is configured, unlike the liveness check', async () => {
    agent = await startTestAgent({ agent_token: 'new,old' });
    await get('/v1/commit/size?container=alice').expect(401, /"success":false/);
    await get('/v1/container/identity?container=alice').expect(401, /"success":false/);
    await request(agent.app.getHttpServer())
      .post('/v1/commit/async')
      .send({})
      .expect(401, /"success":false/);
    await get('/v1/commit/size?container=alice').set('authorization', 'Bearer old').expect(200);
    await get('/health').expect(200, { success: true, msg: 'ok' });
  });
});
