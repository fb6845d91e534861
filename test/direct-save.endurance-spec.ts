import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import {
  AutoSave,
  DirectSave,
  DockerEngine,
  DockerHost,
  EngineSave,
  ImageReference,
  RegistryManifestVerifier,
  type SavedImage,
  type SaveEngine,
  type SaveProgress,
} from '@image-factory/docker';
import { Folder, importBaseImage, type NodeContainer } from '../sandbox/index.js';
import { differences, readFileSystem, type FileSystem } from './direct/file-system.js';
import { makeHardCases, makeManyFiles } from './direct/hard-cases.js';
import { Chance, changeAtRandom } from './direct/random-changes.js';
import { machine } from './setup/machine.js';

jest.setTimeout(900_000);

const ROUNDS = 50;

describe('The direct save', () => {
  const { engine: node, registry } = machine();
  const base = `${registry.address}/direct/base:1`;
  const state = new Folder('s');
  const engine = new DockerEngine(DockerHost.parse({ host: node.host }));
  const direct = new DirectSave(engine, { stateDirectory: state.path });
  const engines = new EngineSave(engine, new RegistryManifestVerifier(engine));
  const started: NodeContainer[] = [];
  const pulled: string[] = [];

  beforeAll(async () => {
    await importBaseImage(node.api, {
      reference: base,
      fill: (tree) => {
        for (let index = 0; index < 400; index++) {
          const [directory, file] = [Math.floor(index / 20), index % 20].map((part) => `${part}`.padStart(2, '0'));
          tree.file(`/base/d${directory}/f${file}`, `base ${index}\n`);
        }
      },
    });
    await node.push(base);
  });

  afterAll(async () => {
    await Promise.all(started.map((container) => container.remove()));
    for (const image of [...pulled, base]) await node.removeImage(image);
    state.remove();
  });

  async function start(image = base, command?: string[], create?: object): Promise<NodeContainer> {
    const container = await node.run({ image, ...(command && { command }), ...(create && { create }) });
    started.push(container);
    return container;
  }

  async function rootOf(container: NodeContainer): Promise<string> {
    const { Data: data } = (await container.inspect()).GraphDriver;
    return (data as unknown as { MergedDir: string }).MergedDir;
  }

  function save(way: SaveEngine, container: NodeContainer, name: string): Promise<SavedImage> {
    const reference = ImageReference.parse(`${registry.address}/direct/${name}`);
    const task = { transaction: name, containerId: container.id, reference, credentials: undefined };
    return way.save({ ...task, author: 'somebody', note: 'a note' }, () => undefined, new AbortController().signal);
  }

  /** What a container of a saved image has, as another node would see it. */
  async function pull(name: string, except?: RegExp): Promise<FileSystem> {
    const image = `${registry.address}/direct/${name}`;
    await node.pull(image);
    pulled.push(image);
    const container = await start(image);
    const files = await readFileSystem(await rootOf(container), except);
    started.splice(started.indexOf(container), 1);
    await container.remove();
    return files;
  }

  it('makes the same image as the engine, path by path', async () => {
    const create = {
      HostConfig: { Binds: [`${state.path}:/bound/here`, '/etc/hostname:/etc/bound'], Tmpfs: { '/tmpfs': '' } },
    };
    const container = await start(base, undefined, { ...create, Volumes: { '/volume': {} }, Env: ['A=b'] });
    const root = await rootOf(container);
    makeHardCases(root);
    makeManyFiles(root, 20_000);
    await container.shell('rm /etc/group; echo x > /volume/in-a-volume');
    await save(engines, container, 'engine:1');
    await save(direct, container, 'direct:1');
    expect(await container.isPaused()).toBe(false);

    const [byEngine, byDirect] = [await pull('engine:1'), await pull('direct:1', /^user\./)];
    expect(byEngine.size).toBeGreaterThan(20_000);
    expect(differences(byEngine, byDirect)).toEqual([]);
    // What the engine drops is kept.
    expect((await pull('direct:1')).get('./hard/attributes')).toMatch(/user\.note=610a6200633d64/);

    const [one, other] = await Promise.all(
      ['engine:1', 'direct:1'].map((name) => node.api.getImage(`${registry.address}/direct/${name}`).inspect()),
    );
    const told = ({ Config, Author, Comment, Architecture, Os }: NonNullable<typeof one>): object => ({
      ...{ Config, Author, Comment, Architecture, Os },
    });
    expect(told(other!)).toEqual(told(one!));
  });

  it(`is right over ${ROUNDS} rounds of random changes and second saves`, async () => {
    const container = await start();
    const root = await rootOf(container);
    // Something large that never changes keeps the changes below half of the whole.
    await container.shell('dd if=/dev/urandom of=/large bs=1M count=1 2>/dev/null');
    const seed = Math.floor(Math.random() * 2 ** 32);
    const chance = new Chance(seed);
    let seconds = 0;
    for (let round = 0; round <= ROUNDS; round++) {
      changeAtRandom(`${root}/base`, chance, 1 + chance.below(15));
      const { message } = await save(direct, container, 'random:1');
      if (message.includes('since the last save')) seconds++;
      const found = differences(await readFileSystem(root), await pull('random:1'));
      if (found.length > 0) throw new Error(`Seed ${seed}, round ${round}:\n${found.join('\n')}`);
    }
    expect(seconds).toBe(ROUNDS);
  });

  it('shows one moment of a container that writes all the time', async () => {
    const writing = 'i=0; while true; do i=$((i+1)); for f in one two; do echo $i > /draft; mv /draft /$f; done; done';
    const container = await start(base, ['sh', '-c', writing]);
    makeManyFiles(await rootOf(container), 3000);
    for (const name of ['moving:1', 'moving:2']) {
      await save(direct, container, name);
      const image = `${registry.address}/direct/${name}`;
      await node.pull(image);
      pulled.push(image);
      const saved = await start(image);
      const [one, two] = [Number(await saved.read('/one')), Number(await saved.read('/two'))];
      expect([one, one - 1]).toContain(two);
      expect(one).toBeGreaterThan(0);
    }
    expect(await container.isPaused()).toBe(false);
  });

  it('leaves a container paused that its user has paused, and saves one that does not run', async () => {
    const container = await start();
    await container.shell('echo mine > /mine');
    await node.api.getContainer(container.id).pause();
    await save(direct, container, 'paused:1');
    expect(await container.isPaused()).toBe(true);
    await node.api.getContainer(container.id).unpause();
    await node.api.getContainer(container.id).kill();
    await save(direct, container, 'stopped:1');
    for (const name of ['paused:1', 'stopped:1']) expect((await pull(name)).has('./mine')).toBe(true);
  });

  it('falls back to the engine where the base is not in the registry, and knows it from then on', async () => {
    const image = 'direct/local-only:1';
    await importBaseImage(node.api, { reference: image, fill: (tree) => tree.file('/local', `${Math.random()}`) });
    const container = await start(image);
    await container.shell('echo mine > /mine');
    await expect(save(direct, container, 'local:1')).rejects.toMatchObject({ code: 'direct_unavailable' });
    const log: string[] = [];
    const auto = new AutoSave(direct, engines, { log: (line) => log.push(line) });
    const first = await save(auto, container, 'local:1');
    expect(first.message).toMatch(/Not saved directly: 1 of the 1 layers/);
    expect(log.join()).toMatch(/Not saved directly: 1 of the 1 layers/);
    const second = await save(auto, container, 'elsewhere:1');
    expect(second.message).toMatch(/^Saved directly/);
    expect((await pull('elsewhere:1')).has('./mine')).toBe(true);
    await container.remove();
    started.splice(started.indexOf(container), 1);
    await node.removeImage(image);
  });

  it('thaws at once and publishes nothing when it is cancelled', async () => {
    const container = await start();
    makeManyFiles(await rootOf(container), 5000);
    const abort = new AbortController();
    let frozen = false;
    const observe = ({ message }: SaveProgress): void => {
      frozen ||= message.includes('frozen');
      if (frozen) abort.abort();
    };
    const reference = ImageReference.parse(`${registry.address}/direct/cancelled:1`);
    const task = { transaction: 'x', containerId: container.id, reference, credentials: undefined };
    await expect(direct.save(task, observe, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect([frozen, await container.isPaused()]).toEqual([true, false]);
    expect((await fetch(`http://${registry.address}/v2/direct/cancelled/manifests/1`)).status).toBe(404);
  });

  it('thaws what a killed agent has left frozen', async () => {
    const [left, users] = [await start(), await start()];
    mkdirSync(state.at('frozen'), { recursive: true });
    writeFileSync(state.at('frozen', left.id), '');
    for (const { id } of [left, users]) await node.api.getContainer(id).pause();
    expect(await direct.removeLeftovers()).toBe(1);
    expect([await left.isPaused(), await users.isPaused()]).toEqual([false, true]);
    expect(await direct.removeLeftovers()).toBe(0);
  });
});
