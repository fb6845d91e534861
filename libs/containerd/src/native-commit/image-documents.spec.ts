import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { imageDocuments } from './image-documents.js';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const OCI = 'application/vnd.oci.image.layer.v1.tar';
const DOCKER = 'application/vnd.docker.image.rootfs.diff.tar';

const PROVENANCE = {
  'org.opencontainers.image.base.name': 'r.example.com/base:1',
  'org.opencontainers.image.created': '1970-01-01T00:00:00.000Z',
  'io.image-factory.container': 'team/alice/work',
};

describe('imageDocuments', () => {
  const make = (baseType: string) => {
    const baseLayer = { mediaType: baseType, digest: digest('2'), size: 2, annotations: { toc: 'kept' } };
    return imageDocuments({
      base: {
        ...{ architecture: 'arm64', os: 'linux', variant: 'v8' },
        history: [{ created_by: 'ADD' }],
        rootfs: { type: 'layers', diff_ids: [digest('1')] },
      },
      document: { architecture: 'arm64', moby: { 'x.y': 1 }, 'os.features': ['f'], config: { Env: ['PATH=/old'] } },
      annotations: { url: 'of the base', 'org.opencontainers.image.base.digest': 'of another base' },
      baseLayers: [baseLayer],
      layer: { mediaType: `${OCI}+gzip`, digest: digest('3'), size: 3, diffId: digest('4') },
      start: { Env: ['PATH=/bin', 'TOKEN=secret', 'EMPTY'], Cmd: ['sh'], Healthcheck: { Test: ['CMD', 'true'] } },
      request: { author: 'Alice', note: 'a note', redact: () => ['TOKEN'] },
      provenance: { baseName: 'r.example.com/base:1', container: 'team/alice/work', created: new Date(0) },
    });
  };

  it('adds a layer and a step to the base image, and redacts its environment', () => {
    const { config, manifest, configBlob } = make(`${DOCKER}.gzip`);
    const time = '1970-01-01T00:00:00.000Z';
    expect(JSON.parse(config.toString())).toEqual({
      ...{ architecture: 'arm64', os: 'linux', variant: 'v8', author: 'Alice', created: time },
      ...{ moby: { 'x.y': 1 }, 'os.features': ['f'] },
      config: {
        ...{ Env: ['PATH=/bin', 'TOKEN=', 'EMPTY'], Cmd: ['sh'], Healthcheck: { Test: ['CMD', 'true'] } },
        Labels: PROVENANCE,
      },
      history: [
        { created_by: 'ADD' },
        { created: time, created_by: 'image-factory', author: 'Alice', comment: 'a note' },
      ],
      rootfs: { type: 'layers', diff_ids: [digest('1'), digest('4')] },
    });
    expect(configBlob.digest).toBe(`sha256:${createHash('sha256').update(config).digest('hex')}`);
    expect(JSON.parse(manifest.toString())).toMatchObject({ schemaVersion: 2, config: configBlob });
  });

  it('keeps the annotations of the base image where manifests have any', () => {
    const documents = (type: string) => JSON.parse(make(type).manifest.toString()) as Record<string, unknown>;
    const oci = documents(`${OCI}+zstd`);
    expect(oci.annotations).toEqual({ url: 'of the base', ...PROVENANCE });
    expect(oci.layers).toMatchObject([{ annotations: { toc: 'kept' } }, { digest: digest('3') }]);
    expect(JSON.parse(make(`${OCI}+zstd`).config.toString())).not.toHaveProperty('config.Labels');
    expect(documents(`${DOCKER}.gzip`)).not.toHaveProperty('annotations');
  });

  it('has the types of Docker, unless the base image needs those of OCI', () => {
    expect(make(`${DOCKER}.gzip`).layers.map(({ mediaType }) => mediaType)).toEqual([
      `${DOCKER}.gzip`,
      `${DOCKER}.gzip`,
    ]);
    expect(make(`${OCI}+zstd`).layers.map(({ mediaType }) => mediaType)).toEqual([`${OCI}+zstd`, `${OCI}+gzip`]);
  });
});
