import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CommitAnswer } from '@image-factory/contracts';
import { Cluster } from '../sandbox/cluster.js';
import { Folder } from '../sandbox/folder.js';
import type { NodeContainer } from '../sandbox/node-container.js';
import { basic } from '../sandbox/registry.js';
import { machine } from './setup/machine.js';

/** Command lines of all processes of this machine. */
function commandLines(): string {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => lineOf(pid)).join('\n');
}

function lineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** A registry that requires a login. */
describe('credentials', () => {
  const { engine, lockedRegistry: registry } = machine();
  const login = registry.login;
  const sent = { hub_user: login.user, hub_pwd: login.password };
  let strangers: Cluster;
  let members: Cluster;
  let podmanMembers: Cluster;
  let folder: Folder;
  let container: NodeContainer;

  beforeAll(async () => {
    strangers = await Cluster.start({ engine, registry });
    members = await Cluster.start({ engine, registry, logins: [registry] });
    folder = new Folder('l');
    const auths = { [registry.address]: { auth: basic(login) } };
    const registry_auth_file = folder.write('auth.json', JSON.stringify({ auths }));
    podmanMembers = await Cluster.start({ engine, registry, agent: { registry_auth_file } });
    container = await engine.run({ name: 'credentials-notebook' });
  });

  afterAll(async () => {
    await container?.remove();
    await podmanMembers?.stop();
    folder?.remove();
    await members?.stop();
    await strangers?.stop();
  });

  function order(tag: string, fields: object = {}) {
    return { ip: '127.0.0.2', container: container.name, image: registry.image(`credentials/alice:${tag}`), ...fields };
  }

  async function ended({ shield }: Cluster, fields: ReturnType<typeof order>) {
    const { transaction_id: id, msg } = await shield.client.commitAsync(fields);
    if (id === undefined) throw new Error(msg);
    return shield.client.ended(id);
  }

  it('pushes with the credentials of the request', async () => {
    const commit = await ended(strangers, order('sent', sent));
    expect(commit).toMatchObject({ status: 'SUCCEEDED', digest: await registry.digest('credentials/alice', 'sent') });
  });

  it("pushes with the node's own docker login when none were sent", async () => {
    const commit = await ended(members, order('login'));
    expect(commit).toMatchObject({ status: 'SUCCEEDED', digest: await registry.digest('credentials/alice', 'login') });
  });

  it("pushes with the node's podman login when neither was sent nor docker has one", async () => {
    const commit = await ended(podmanMembers, order('podman-login'));
    const digest = await registry.digest('credentials/alice', 'podman-login');
    expect(commit).toMatchObject({ status: 'SUCCEEDED', digest });
  });

  it('does not keep them: the next commit without credentials is anonymous', async () => {
    expect((await ended(strangers, order('first', sent))).status).toBe('SUCCEEDED');
    expect(await ended(strangers, order('second'))).toMatchObject({
      status: 'FAILED',
      error_code: 'registry_unauthorized',
    });
    expect(await registry.digest('credentials/alice', 'second')).toBeUndefined();
  });

  it('fails with a wrong password, without quoting it', async () => {
    const commit = await ended(strangers, order('wrong', { ...sent, hub_pwd: 'wrong-Passw0rd' }));
    expect(commit).toMatchObject({ status: 'FAILED', error_code: 'registry_unauthorized' });
    expect(commit.status_msg).toMatch(/hub_user/);
    expect(JSON.stringify(commit)).not.toContain('wrong-Passw0rd');
    expect(await container.isPaused()).toBe(false);
  });

  it('does not fall back to the login of the node when the sent password is wrong', async () => {
    const commit = await ended(members, order('nofallback', { ...sent, hub_pwd: 'wrong-Passw0rd' }));
    expect(commit).toMatchObject({ status: 'FAILED', error_code: 'registry_unauthorized' });
  });

  it.each([
    ['host', (address: string) => address],
    ['with scheme', (address: string) => `http://${address}`],
    ['with scheme and path', (address: string) => `https://${address}/v2/`],
    ['with a slash', (address: string) => `${address}/`],
  ])('accepts hub_addr as %s', async (name, spelling) => {
    const tag = name.replaceAll(' ', '-');
    const commit = await ended(strangers, order(tag, { ...sent, hub_addr: spelling(registry.address) }));
    expect(commit.status).toBe('SUCCEEDED');
  });

  it.each([
    ['registry.example.com', {}],
    ['https://127.0.0.1:1/v2/', {}],
    [registry.address, { image: 'alice/unqualified' }],
  ])('refuses hub_addr %s when the image is of another registry', async (hub_addr, fields) => {
    const request = order('mismatch', { ...sent, hub_addr, ...fields });
    const { status, body } = await strangers.shield.client.post<CommitAnswer>('/v1/commit/async', request);
    expect([status, body.success, body.transaction_id]).toEqual([202, false, undefined]);
    expect(body.msg).toContain('hub_addr');
  });

  it.each([
    ['user', { hub_user: login.user }],
    ['password', { hub_pwd: login.password }],
    ['address', { hub_addr: 'other.example.com' }],
    ['user-and-address', { hub_user: login.user, hub_pwd: '', hub_addr: 'other.example.com' }],
  ])('uses the docker login of the node if only a %s is sent', async (name, fields) => {
    expect(await ended(members, order(`half-${name}`, fields))).toMatchObject({ status: 'SUCCEEDED' });
    const commit = await ended(strangers, order(`no-${name}`, fields));
    expect(commit).toMatchObject({ status: 'FAILED', error_code: 'registry_unauthorized' });
  });

  it('exposes no password in an answer, a log, a command line, or a file of the shield', async () => {
    const { transaction_id: id } = await strangers.shield.client.commitAsync(order('hidden', sent));
    const lines = commandLines();
    await strangers.shield.client.ended(id!);
    const answer = JSON.stringify(await strangers.shield.client.query(id!));
    const encoded = Buffer.from(`${login.user}:${login.password}`).toString('base64');
    for (const text of [lines, answer, strangers.shield.log, strangers.agent.log, members.agent.log]) {
      expect(text).not.toContain(login.password);
      expect(text).not.toContain(encoded);
    }
  });
});
