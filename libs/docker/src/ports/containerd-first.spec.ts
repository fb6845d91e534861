import { describe, expect, it, jest } from '@jest/globals';
import { FactoryError } from '@image-factory/errors';
import type { BaseImage, ContainerFacts, WritableLayer } from '@image-factory/runtime';
import type { DockerEngine } from '../engine/docker-engine.js';
import { ContainerdFirst, type ContainerdStore, type LayerPorts } from './containerd-first.js';

const container = { id: 'a'.repeat(64) } as ContainerFacts;

function portsOf(name: string, failure?: FactoryError): LayerPorts {
  const answer = () => (failure ? Promise.reject(failure) : Promise.resolve({ upper: name, id: name }));
  return {
    writableLayer: { locate: answer, runtimePaths: answer } as unknown as WritableLayer,
    baseImage: { hold: answer } as unknown as BaseImage,
  };
}

function first({
  imageStore = 'containerd',
  address = '/run/c.sock' as string | undefined,
  failure = undefined as FactoryError | undefined,
}) {
  const state = { imageStore, address };
  const close = jest.fn();
  const open = jest.fn((): ContainerdStore => ({ ...portsOf('containerd', failure), close }));
  const engine = {
    info: () =>
      Promise.resolve({
        imageStore: state.imageStore,
        storageDriver: 'overlayfs',
        containerdAddress: state.address,
      }),
  } as unknown as DockerEngine;
  return { ports: new ContainerdFirst(engine, portsOf('docker'), open), open, close, state };
}

describe('ContainerdFirst', () => {
  it('reads the store of Docker from containerd', async () => {
    const { ports, open } = first({});
    expect(await ports.locate(container)).toMatchObject({ upper: 'containerd' });
    expect(await ports.runtimePaths(container)).toMatchObject({ upper: 'containerd' });
    expect(await ports.hold(container)).toMatchObject({ id: 'containerd' });
    expect(open.mock.calls).toEqual([['overlayfs', '/run/c.sock']]);
  });

  it('reads from Docker where Docker has the layers itself', async () => {
    const { ports, open } = first({ imageStore: 'overlay2' });
    expect(await ports.locate(container)).toMatchObject({ upper: 'docker' });
    expect(open).not.toHaveBeenCalled();
  });

  it('reads from Docker while containerd is unreachable', async () => {
    const { ports } = first({ failure: new FactoryError('engine_unreachable', 'away') });
    expect(await ports.locate(container)).toMatchObject({ upper: 'docker' });
    expect(await ports.hold(container)).toMatchObject({ id: 'docker' });
  });

  it('passes on what containerd refuses', async () => {
    const failure = new FactoryError('direct_unavailable', 'The snapshot is gone.');
    await expect(first({ failure }).ports.locate(container)).rejects.toBe(failure);
  });

  it('follows Docker to another containerd, and closes what it has opened', async () => {
    const { ports, open, close, state } = first({});
    await ports.locate(container);
    state.address = '/run/other.sock';
    await ports.locate(container);
    expect(open.mock.calls).toEqual([
      ['overlayfs', '/run/c.sock'],
      ['overlayfs', '/run/other.sock'],
    ]);
    ports.close();
    expect(close).toHaveBeenCalledTimes(2);
  });
});
