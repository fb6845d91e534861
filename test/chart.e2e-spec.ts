import { execFile } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { AgentProcess, Folder, ShieldProcess } from '../sandbox/index.js';
import { containerEnvironment } from './chart/container-environment.js';
import { CHART, helm, type KubernetesObject, render } from './chart/helm.js';
import { modelOf } from './chart/kubernetes-models.js';
import { unknownFields } from './chart/unknown-fields.js';
import { KubernetesApi } from './peers/kubernetes-api.js';
import { machine } from './setup/machine.js';

/** Values files, each a way to install the chart. */
const VALUES = readdirSync(join(CHART, 'ci')).map((name) => name.replace('-values.yaml', ''));

/** User-supplied secrets, which `extraEnv` reads from a Secret. */
const BY_EXTRA_ENV = { shield: ['metrics_token', 'webhook_secret'], agent: ['metrics_token'] };

/** Keys that the chart sets itself, or that must differ between nodes. */
const OWN_KEYS: Readonly<Record<string, readonly string[]>> = {
  shield: ['port', 'database_url', 'api_token', 'agent_token', 'secret_key', ...BY_EXTRA_ENV.shield],
  agent: [
    ...['shield_address', 'agent_address', 'node_ip', 'port', 'agent_token', 'docker_config', 'state_dir'],
    ...['claims_dir', 'runtime', 'registry_config_path'],
    ...BY_EXTRA_ENV.agent,
  ],
};

const file = (name: string) => join(CHART, 'ci', `${name}-values.yaml`);

/** A loosely typed object, to read some of its fields. */
type Fields = KubernetesObject & { readonly [field: string]: unknown };

function find(objects: readonly KubernetesObject[], kind: string, name?: string): Fields | undefined {
  const isIt = (object: KubernetesObject) => object.kind === kind && (!name || object.metadata.name === name);
  return objects.find((object): object is Fields => isIt(object));
}

describe('the chart', () => {
  const rendered = new Map<string, KubernetesObject[]>();
  const objectsOf = (name: string) => rendered.get(name) ?? [];

  beforeAll(async () => {
    for (const name of VALUES) rendered.set(name, await render({ files: [file(name)] }));
  });

  it.each(VALUES)('renders objects that are valid against the schemas of Kubernetes, with %s', (name) => {
    const objects = objectsOf(name);
    expect(objects.length).toBeGreaterThan(3);
    for (const object of objects) modelOf(object).check(object);
  });

  it('renders no object with an unknown field', () => {
    expect(unknownFields([...rendered.values()].flat())).toEqual([]);
  });

  it('detects an unknown field', () => {
    const wrong = structuredClone(
      find(objectsOf('default'), 'Service', 'octopus-image-factory-shield')!,
    ) as unknown as {
      spec: { ports: Record<string, unknown>[] };
    } & KubernetesObject;
    wrong.spec.ports[0]!.prot = 'TCP';
    expect(unknownFields([wrong])).toEqual([expect.stringMatching(/^Service octopus-image-factory-shield: .*"prot"/)]);
    wrong.spec.ports[0]!.port = 'http';
    expect(() => modelOf(wrong).check(wrong)).toThrow(/port/);
  });

  it.each(VALUES)('renders without warnings of Helm, with %s', async (name) => {
    await expect(helm('lint', '--strict', CHART, '--values', file(name))).resolves.toContain('0 chart(s) failed');
  });

  it('replaces the first chart: the same names, selectors, port and images', () => {
    const objects = objectsOf('first-chart');
    const labels = (part: string) => ({
      'app.kubernetes.io/name': part,
      'app.kubernetes.io/instance': `octopus-image-factory-${part}`,
      'app.kubernetes.io/part-of': 'image-factory',
    });
    const workload = (part: string) => ({
      metadata: { name: `octopus-image-factory-${part}` },
      spec: {
        selector: { matchLabels: labels(part) },
        template: {
          metadata: { labels: labels(part) },
          spec: { containers: [{ image: `registry.example.com:5000/openi/image-factory-${part}:1.5` }] },
        },
      },
    });
    expect(find(objects, 'Deployment')).toMatchObject(workload('shield'));
    expect(find(objects, 'DaemonSet')).toMatchObject(workload('agent'));
    expect(find(objects, 'Service', 'octopus-image-factory-shield')).toMatchObject({
      spec: { selector: labels('shield'), ports: [{ port: 80 }] },
    });
    expect(containerEnvironment(objects, 'DaemonSet')).toMatchObject({
      SHIELD_ADDRESS: 'http://octopus-image-factory-shield.platform:80',
    });
    // The node selector of the management components must not restrict the agents.
    expect(find(objects, 'DaemonSet')).toMatchObject({
      spec: { template: { spec: { nodeSelector: { 'kubernetes.io/os': 'linux' } } } },
    });
    expect(JSON.stringify(find(objects, 'DaemonSet'))).not.toContain('management');
  });

  it('runs several shields on PostgreSQL, and a single one on SQLite', () => {
    const several = objectsOf('postgresql');
    expect(find(several, 'Deployment')).toMatchObject({ spec: { replicas: 3, strategy: { type: 'RollingUpdate' } } });
    expect(find(several, 'PodDisruptionBudget')).toBeDefined();
    expect(find(several, 'PersistentVolumeClaim')).toBeUndefined();
    expect(containerEnvironment(several, 'Deployment')).toMatchObject({
      DATABASE_URL: 'postgres://factory:secret@postgres.example.com:5432/factory',
    });
    const alone = objectsOf('default');
    expect(find(alone, 'Deployment')).toMatchObject({ spec: { replicas: 1, strategy: { type: 'Recreate' } } });
    expect(find(alone, 'PodDisruptionBudget')).toBeUndefined();
    expect(find(alone, 'PersistentVolumeClaim')).toBeDefined();
  });

  it('gives an agent exactly the rights that its strategy needs', () => {
    const container = { securityContext: { readOnlyRootFilesystem: true, runAsUser: 0 } };
    const agent = (name: string) => find(objectsOf(name), 'DaemonSet');
    const direct = { capabilities: { drop: ['ALL'], add: ['DAC_READ_SEARCH', 'SYS_ADMIN', 'SYS_PTRACE'] } };
    expect(agent('default')).toMatchObject({
      spec: { template: { spec: { hostPID: true, containers: [{ ...container, securityContext: direct }] } } },
    });
    expect(hostMounts(agent('default'))).toEqual({
      '/run/containerd': true,
      '/etc/containerd/certs.d': true,
      '/sys/fs/cgroup': false,
      '/var/lib/containerd': true,
    });
    expect(agent('everything-off')).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [{ securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } }],
          },
        },
      },
    });
    expect(agent('everything-off')).not.toHaveProperty('spec.template.spec.hostPID');
    expect(JSON.stringify(agent('everything-off'))).not.toContain('SYS_ADMIN');
  });

  it.each([
    ['docker', ['agent.runtime.name=docker'], { '/var/run': true, '/var/lib/docker': true }],
    ['podman', ['agent.runtime.name=podman'], { '/run/podman': true, '/var/lib/containers/storage': true }],
    [
      'K3s with Docker beside it',
      ['agent.runtime.distribution=k3s', 'agent.runtime.docker=true', 'agent.runtime.dockerRoot=/data/docker'],
      {
        '/run/k3s/containerd': true,
        '/var/lib/rancher/k3s/agent/etc/containerd/certs.d': true,
        '/sys/fs/cgroup': false,
        '/var/lib/rancher/k3s/agent/containerd': true,
        '/var/run': true,
        '/data/docker': true,
      },
    ],
    [
      'the engine strategy',
      ['agent.config.save_mode=engine'],
      { '/run/containerd': true, '/etc/containerd/certs.d': true },
    ],
  ])('mounts what the runtime needs: %s', async (_, set, expected) => {
    expect(hostMounts(find(await render({ set }), 'DaemonSet'))).toEqual(expected);
  });

  it('mounts a path once that the values of the first chart mount, too', () => {
    expect(hostMounts(find(objectsOf('first-chart'), 'DaemonSet'))).toMatchObject({
      '/var/run': true,
      '/var/lib/docker': true,
      '/run/containerd': true,
    });
  });

  it('uses an existing Secret', () => {
    const objects = objectsOf('existing-secrets');
    expect(find(objects, 'Secret')).toBeUndefined();
    expect(JSON.stringify(find(objects, 'Deployment'))).toContain('{"name":"image-factory-tokens","key":"secret-key"}');
    expect(JSON.stringify(find(objects, 'Deployment'))).toContain('{"name":"image-factory-database","key":"url"}');
  });

  it('generates random tokens, and keeps them across upgrades', async () => {
    await using api = await KubernetesApi.start();
    const folder = new Folder('k');
    try {
      const cluster = folder.write('kubeconfig', api.kubeconfig);
      const tokens = async (...set: string[]) => {
        const objects = await render({ files: [file('default')], set, cluster });
        return find(objects, 'Secret')?.data as Record<string, string>;
      };
      const made = await tokens();
      expect(new Set(Object.values(made)).size).toBe(3);
      for (const value of Object.values(made)) expect(Buffer.from(value, 'base64').toString()).toMatch(/^\w{48}$/);
      expect(await tokens()).not.toEqual(made);
      api.secrets.set('octopus-image-factory', made);
      expect(await tokens()).toEqual(made);
      expect(await tokens('auth.apiToken=given')).toEqual({ ...made, 'api-token': 'Z2l2ZW4=' });
    } finally {
      folder.remove();
    }
  });

  it('restarts pods only when the values of secrets change', async () => {
    const checksum = async (...set: string[]) =>
      JSON.stringify(find(await render({ set }), 'Deployment')).match(/"checksum\/secrets":"(\w{64})"/)?.[1];
    expect(await checksum()).toBe(await checksum('shield.config.rate_limit=5'));
    expect(await checksum('auth.apiToken=given')).not.toBe(await checksum());
  });

  it('runs on Kubernetes 1.20, and rejects older versions', async () => {
    const objects = await render({ files: [file('postgresql')], kubernetes: '1.20.0' });
    expect(find(objects, 'PodDisruptionBudget')).toMatchObject({ apiVersion: 'policy/v1beta1' });
    for (const object of objects) modelOf(object).check(object);
    const newer = await render({ files: [file('postgresql')], kubernetes: '1.21.0' });
    expect(find(newer, 'PodDisruptionBudget')).toMatchObject({ apiVersion: 'policy/v1' });
    await expect(render({ kubernetes: '1.19.16' })).rejects.toThrow(/kubeVersion: >=1\.20\.0-0/);
  });

  it.each([
    ['latest', ['shield.image.tag=latest', 'agent.image.tag=latest'], /shield\.image\.tag is latest/],
    ['latest of the agent alone', ['agent.image.tag=latest'], /agent\.image\.tag is latest/],
    ['latest without a registry', ['global.image.repository.address=', 'shield.image.tag=latest'], /set shield\.image/],
  ])('refuses the image of the first implementation: %s', async (_, set, sentence) => {
    await expect(render({ files: [file('first-chart')], set })).rejects.toThrow(sentence);
  });

  it('accepts latest of an image that the first implementation did not have', async () => {
    const objects = await render({ set: ['global.image.repository.pathname=mine', 'shield.image.tag=latest'] });
    expect(JSON.stringify(find(objects, 'Deployment'))).toContain('"mine/image-factory-shield:latest"');
    const set = ['--set', 'global.image.repository.pathname=mine,shield.image.tag=latest'];
    const notes = await helm('install', 'octopus', CHART, '--dry-run=client', ...set);
    expect(notes).toContain('WARNING: mine/image-factory-shield:latest');
  });

  it.each([[[]], [['auth.api.enabled=false', 'auth.agents.enabled=false']]])(
    'says what to do instead of --reuse-values over the first chart, with %j',
    async (set) => {
      const folder = new Folder('k');
      try {
        // A release with --reuse-values has the default values of the old chart.
        cpSync(CHART, folder.at('chart'), { recursive: true });
        const first = load(readFileSync(file('first-chart'), 'utf8')) as Record<string, unknown>;
        delete first.auth;
        folder.write('chart/values.yaml', JSON.stringify(first));
        await expect(render({ chart: folder.at('chart'), set })).rejects.toThrow(/Use --reset-then-reuse-values/);
      } finally {
        folder.remove();
      }
    },
  );

  it.each([
    ['octopus', 'octopus-image-factory'],
    ['a'.repeat(43), `${'a'.repeat(43)}-image-factory`],
    ['a'.repeat(47), `${'a'.repeat(47)}-image-factory`],
    ['a'.repeat(48), `${'a'.repeat(48)}-image-factory`],
    ['a'.repeat(53), `${'a'.repeat(53)}-image-fac`],
  ])('uses the names of the first chart for the release %s', async (release, base) => {
    const objects = await render({ release });
    const name = (part: string) => `${base}-${part}`.slice(0, 63).replace(/-$/, '');
    for (const kind of ['Deployment', 'Service']) expect(find(objects, kind, name('shield'))).toBeDefined();
    expect(find(objects, 'DaemonSet', name('agent'))).toBeDefined();
    expect(find(objects, 'Deployment')).toMatchObject({
      spec: { selector: { matchLabels: { 'app.kubernetes.io/instance': name('shield') } } },
    });
    const all = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(new Set(all).size).toBe(all.length);
    for (const { metadata } of objects) expect(metadata.name.length).toBeLessThanOrEqual(63);
  });

  it('is a dependency of another chart as in the README', async () => {
    const folder = new Folder('k');
    try {
      const readme = readFileSync(join(CHART, 'README.md'), 'utf8');
      const [requirements, values] = [...readme.matchAll(/```yaml\n([^]*?)```/g)].map(([, block]) => block!);
      folder.write('octopus/Chart.yaml', 'apiVersion: v1\nname: octopus\nversion: 5.5.1\n');
      folder.write('octopus/requirements.yaml', requirements!.replace(/repository: .*/, `repository: file://${CHART}`));
      const chart = folder.at('octopus');
      await helm('dependency', 'build', chart, '--skip-refresh');
      const objects = await render({ chart, files: [folder.write('values.yaml', values!)] });
      expect(find(objects, 'Deployment', 'octopus-image-factory-shield')).toBeDefined();
      expect(containerEnvironment(objects, 'DaemonSet')).not.toHaveProperty('AGENT_TOKEN');
    } finally {
      folder.remove();
    }
  });

  it.each([
    [['ingress.path=/'], undefined],
    [['ingress.path=/image-factory'], '/image-factory'],
    [['ingress.path=/image-factory/*'], '/image-factory'],
    [['ingress.path=/image-factory(/|$)(.*)', 'shield.config.base_path=/image-factory'], '/image-factory'],
    [['ingress.path=/ignored', 'ingress.enabled=false'], undefined],
  ])('sets the base path of the shield from the ingress, with %j', async (set, path) => {
    const objects = await render({ set: ['ingress.enabled=true', ...set] });
    expect(containerEnvironment(objects, 'Deployment').BASE_PATH).toBe(path);
  });

  it('accepts numbers as tags, without an exponent', async () => {
    const folder = new Folder('k');
    try {
      const tags = folder.write('tags.yaml', 'shield: {image: {tag: 20201203}}\nagent: {image: {tag: 1.6}}\n');
      const objects = await render({ files: [tags] });
      expect(JSON.stringify(find(objects, 'Deployment'))).toContain('image-factory-shield:20201203"');
      expect(JSON.stringify(find(objects, 'DaemonSet'))).toContain('image-factory-agent:1.6"');
    } finally {
      folder.remove();
    }
  });

  it.each([
    ['ingress.enabled=true,ingress.path=/a(/|$)(.*)', /set shield\.config\.base_path to the path that clients see/],
    ['agent.replicaCount=2', /agent\.replicaCount is 2: .*set shield\.replicaCount/],
    ['shield.replicaCount=2', /shield\.replicaCount is 2, but several shields cannot share a SQLite file/],
    ['shield.database.type=postgresql', /set shield\.database\.url/],
    ['shield.database.url=postgres://a', /its type is sqlite: set shield\.database\.type to postgresql/],
    ['shield.database.url=mysql://a:very-secret@b/c', /shield\.database\.url must begin with postgres:\/\//],
    ['auth.secretKey=very-secret', /auth\.secretKey is shorter than 16 characters/],
    ['shield.enabled=false', /set agent\.shieldAddress/],
    ['networkPolicy.from[0].podSelector.matchLabels.a=b', /set networkPolicy\.nodeCidrs/],
  ])('rejects %s with a remedy', async (set, sentence) => {
    await expect(render({ set: [set] })).rejects.toThrow(sentence);
    await expect(render({ set: [set] })).rejects.not.toThrow(/very-secret/);
  });

  it.each([
    ['shield.replicas=2', /replicas/],
    ['shield.config.prt=1', /prt/],
    ['agent.config.save_mode=fast', /save_mode/],
    ['agent.service.targetPort=70000', /targetPort/],
    ['shield.service.port=http', /port/],
    ['agent.volumes[0].name=run', /mountPath|hostPath/],
  ])('rejects the values %s by the schema', async (set, key) => {
    await expect(render({ set: [set] })).rejects.toThrow(key);
  });

  it.each(['shield', 'agent'])('accepts every key of the %s', async (part) => {
    const schema = JSON.parse(readFileSync(join(CHART, 'values.schema.json'), 'utf8')) as {
      definitions: Record<string, { properties: Record<string, unknown> }>;
    };
    const known = [...Object.keys(schema.definitions[`${part}Config`]!.properties), ...OWN_KEYS[part]!];
    expect(known.sort()).toEqual((await keysOf(part)).sort());
  });

  it('shows the next steps in NOTES.txt', async () => {
    const text = await helm('install', 'octopus', CHART, '--dry-run=client', '--namespace', 'platform');
    expect(text).toContain('kubectl -n platform port-forward service/octopus-image-factory-shield 9001:80');
    expect(text).toContain('get secret octopus-image-factory -o');
    expect(text.match(/^WARNING: .*?:/gm)).toEqual([
      'WARNING: auth.api.enabled is true:',
      'WARNING: auth.agents.enabled is true:',
    ]);
  });

  it('warns in NOTES.txt about tokens that first-generation clients and agents do not send', async () => {
    const notes = (...args: string[]) => helm('install', 'octopus', CHART, '--dry-run=client', ...args);
    expect(await notes()).toMatch(/refuses every client that sends no token.*\n.*set auth\.api\.enabled to false/);
    expect(await notes()).toMatch(/Agents and shields of the first\n.*set auth\.agents\.enabled to false/);
    const without = await notes('--values', file('first-chart'));
    expect(without).not.toContain('enabled is true');
    expect(without).toContain('WARNING: auth.api.enabled is false');
  });
});

describe.each(['default', 'everything-on'])('shield and agent in the environment of %s', (name) => {
  let shield: ShieldProcess;
  let agent: AgentProcess;

  beforeAll(async () => {
    const objects = await render({ files: [file(name)] });
    // The database, the shield's name and the node's directories of the cluster do not exist here.
    const { PORT, DATABASE_URL, ...forShield } = containerEnvironment(objects, 'Deployment');
    expect([PORT, DATABASE_URL]).not.toContain(undefined);
    const { SHIELD_ADDRESS, DOCKER_CONFIG, DOCKER_HOST, RUNTIME, CONTAINERD_ADDRESS, ...forAgent } =
      containerEnvironment(objects, 'DaemonSet');
    expect([SHIELD_ADDRESS, DOCKER_CONFIG]).not.toContain(undefined);
    expect(RUNTIME).toBe('auto');
    expect(CONTAINERD_ADDRESS ?? '/run/k3s/containerd/containerd.sock').toBe('/run/k3s/containerd/containerd.sock');
    expect(DOCKER_HOST ?? 'unix:///var/run/docker.sock').toBe('unix:///var/run/docker.sock');
    const { PORT: agentPort, ...environment } = forAgent;
    expect(agentPort).toMatch(/^9\d02$/);
    const configuration = { api_token: forShield.API_TOKEN! };
    shield = await ShieldProcess.start({ through: 'environment', configuration, environment: forShield });
    const { engine } = machine();
    agent = await AgentProcess.start({ shield, engine, through: 'environment', environment });
  });

  afterAll(async () => {
    await agent.stop();
    await shield.stop();
  });

  it('start and authenticate to each other', async () => {
    await agent.registered(shield);
    const stranger = await fetch(`${shield.address}/v1/agent/register`, { method: 'POST' });
    expect(stranger.status).toBe(401);
  });
});

/** Host directories that an agent mounts at the same path for its runtimes, and whether they are read-only. */
function hostMounts(agent: Fields | undefined): Record<string, boolean> {
  const { containers, volumes } = (agent as unknown as { spec: { template: { spec: PodFields } } }).spec.template.spec;
  const paths = new Map(volumes.map(({ name, hostPath }) => [name, hostPath?.path]));
  const mounted = containers[0]!.volumeMounts.filter(({ name, mountPath }) => paths.get(name) === mountPath);
  const ofRuntimes = mounted.filter(({ name }) => !name.startsWith('factory-'));
  const found = Object.fromEntries(ofRuntimes.map(({ mountPath, readOnly }) => [mountPath, readOnly]));
  expect(Object.keys(found)).toHaveLength(ofRuntimes.length);
  return found;
}

interface PodFields {
  readonly containers: { readonly volumeMounts: { name: string; mountPath: string; readOnly: boolean }[] }[];
  readonly volumes: { readonly name: string; readonly hostPath?: { readonly path: string } }[];
}

/** The configuration keys, as the service itself lists them. */
function keysOf(part: string): Promise<string[]> {
  const folder = new Folder('k');
  const main = join(import.meta.dirname, '../dist/apps', part, 'main.js');
  const config = folder.write('config.json', JSON.stringify({ 'no such key': 1 }));
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [main, '--config', config], { env: {} }, (_error, _stdout, stderr) => {
      folder.remove();
      const keys = /known keys: (?<keys>.+)\.$/m.exec(stderr)?.groups?.keys;
      if (keys) resolve(keys.split(', '));
      else reject(new Error(`The ${part} lists no keys: ${stderr}`));
    });
  });
}
