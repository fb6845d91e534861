import { describe, expect, it } from '@jest/globals';
import {
  containerFacts,
  containerSizes,
  containerSummaries,
  createdId,
  engineInfo,
  engineVersions,
  imageFacts,
  imageIds,
  insecureRegistries,
} from './engine-answers.js';

const container = { Id: 'a', State: { Running: true, Paused: false, Pid: 7 } };

describe('The answers of an engine', () => {
  it('may omit empty values, or have null', () => {
    expect(engineInfo({ SecurityOptions: null, RegistryConfig: null })).toMatchObject({ osType: 'linux', id: '' });
    expect(engineVersions({ ApiVersion: '1.41', Components: null })).toMatchObject({ MinAPIVersion: '' });
    expect(imageFacts({ Id: 'sha256:1', RepoTags: null, RootFS: { Type: 'layers' } })).toMatchObject({ layers: [] });
    expect(
      containerFacts({ ...container, Mounts: null, HostConfig: { Tmpfs: null }, GraphDriver: null }),
    ).toMatchObject({
      ...{ id: 'a', running: true, pid: 7, mounts: [] },
      storage: { driver: '', data: {} },
    });
    expect(containerSummaries([{ Id: 'a', Names: null }])).toMatchObject([{ id: 'a', name: '' }]);
    expect(containerSizes({ SizeRootFs: 5 })).toEqual({ whole: 5, changed: 0 });
  });

  it('keep the configuration of a container as it is', () => {
    const config = { Cmd: null, Env: ['A=b'], Volumes: { '/v': {} }, New: 1 };
    expect(containerFacts({ ...container, Config: config }).config).toEqual(config);
  });

  it('ignore the data of unsupported storage drivers', () => {
    const { storage } = containerFacts({ ...container, GraphDriver: { Name: 'odd', Data: { UpperDir: 5 } } });
    expect(storage).toEqual({ driver: 'odd', data: {} });
  });

  it.each([undefined, null, '<html>', 5, [], { Id: 5 }, { Id: '' }])('fail with a code where %j came', (answer) => {
    const readers: ((answer: unknown) => unknown)[] = [
      containerFacts,
      containerSizes,
      imageFacts,
      (each) => createdId(each, 'the image'),
      (each) => containerSummaries([each]),
      (each) => imageIds([each]),
      (each) => engineInfo({ SecurityOptions: [each, 1] }),
      (each) => engineVersions({ Components: [each, 1] }),
      (each) => insecureRegistries({ RegistryConfig: { IndexConfigs: [each, 'x'] } }),
    ];
    for (const read of readers) {
      expect(() => read(answer)).toThrow(expect.objectContaining({ code: 'engine_failed' }));
    }
  });
});
