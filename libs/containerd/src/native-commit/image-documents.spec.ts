import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { imageDocuments } from './image-documents.js';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const OCI = 'application/vnd.oci.image.layer.v1.tar';
const DOCKER = 'application/vnd.docker.image.rootfs.diff.tar';

describe('imageDocuments', () => {
  const make = (baseType: string) =>
    imageDocuments({
      base: {
        ...{ architecture: 'arm64', os: 'linux', variant: 'v8' },
        history: [{ created_by: 'ADD' }],
        rootfs: { type: 'layers', diff_ids: [digest('1')] },
      },
      baseLayers: [{ mediaType: baseType, digest: digest('2'), size: 2 }],
      layer: { mediaType: `${OCI}+gzip`, digest: digest('3'), size: 3, diffId: digest('4') },
      start: { Env: ['PATH=/bin', 'TOKEN=secret', 'EMPTY'], Cmd: ['sh'] },
      request: { author: 'Alice', note: 'a note', redact: () => ['TOKEN'] },
      created: new Date(0),
    });

  it('adds a layer and a step to the base image, and redacts its environment', () => {
    const { config, manifest, configBlob } = make(`${DOCKER}.gzip`);
    const time = '1970-01-01T00:00:00.000Z';
    expect(JSON.parse(config.toString())).toEqual({
      ...{ architecture: 'arm64', os: 'linux', variant: 'v8', author: 'Alice', created: time },
      config: { Env: ['PATH=/bin', 'TOKEN=', 'EMPTY'], Cmd: ['sh'] },
      history: [
        { created_by: 'ADD' },
        { created: time, created_by: 'image-factory', author: 'Alice', comment: 'a note' },
      ],
      rootfs: { type: 'layers', diff_ids: [digest('1'), digest('4')] },
    });
    expect(configBlob.digest).toBe(`sha256:${createHash('sha256').update(config).digest('hex')}`);
    expect(JSON.parse(manifest.toString())).toMatchObject({ schemaVersion: 2, config: configBlob });
  });

  it('has the types of Docker, unless the base image needs those of OCI', () => {
    expect(make(`${DOCKER}.gzip`).layers.map(({ mediaType }) => mediaType)).toEqual([
      `${DOCKER}.gzip`,
      `${DOCKER}.gzip`,
    ]);
    expect(make(`${OCI}+zstd`).layers.map(({ mediaType }) => mediaType)).toEqual([`${OCI}+zstd`, `${OCI}+gzip`]);
  });
});
