import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DockerEngine, DockerHost, ImageExport } from '@image-factory/docker';
import { BASE_IMAGE, type Engine, PrivatePodman } from '../sandbox/index.js';
import { machine } from './setup/machine.js';

describe('The export of an image', () => {
  const { engine: docker } = machine();
  let podman: PrivatePodman;

  beforeAll(async () => void (podman = await PrivatePodman.start()));
  afterAll(() => podman?.stop());

  const read = (engine: Engine, image: string) =>
    new ImageExport(new DockerEngine(DockerHost.parse({ host: engine.host })).images).config(image);

  it.each(['Docker', 'Podman'])('contains its configuration in %s', async (name) => {
    const engine = name === 'Docker' ? docker : podman.engine;
    const { Id: id, RootFS: layers } = await engine.api.getImage(BASE_IMAGE).inspect();
    const found = await read(engine, id);
    expect(found?.config).toMatchObject({ os: 'linux', rootfs: { type: 'layers', diff_ids: layers.Layers } });
    expect(found?.id).toContain(id);
    expect(await read(engine, `sha256:${'0'.repeat(64)}`)).toBeUndefined();
  });
});
