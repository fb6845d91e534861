import { describe, expect, it } from '@jest/globals';
import { inTypes, isConfigType, isLayerType, layerType, mediaTypesFor } from './media-types.js';

const docker = { mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', digest: 'sha256:1', size: 1 };
const oci = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: 'sha256:2', size: 2 };
const zstd = { mediaType: layerType('zstd'), digest: 'sha256:3', size: 3 };

describe('media types', () => {
  it('are Docker’s types, which every engine reads', () => {
    const types = mediaTypesFor([docker, oci]);
    expect(types.manifest).toBe('application/vnd.docker.distribution.manifest.v2+json');
    expect(inTypes(types, oci)).toEqual({ ...oci, mediaType: docker.mediaType });
  });

  it('are OCI’s as soon as a layer is compressed with zstd', () => {
    const types = mediaTypesFor([docker, zstd]);
    expect(types.manifest).toBe('application/vnd.oci.image.manifest.v1+json');
    expect(inTypes(types, docker)).toEqual({ ...docker, mediaType: oci.mediaType });
    expect(inTypes(types, zstd)).toEqual(zstd);
  });

  it('list only the layer fields of a manifest', () => {
    const layer = { ...docker, diffId: 'sha256:4' };
    expect(inTypes(mediaTypesFor([layer]), layer)).toEqual(docker);
  });

  it('distinguish layers in the registry from foreign layers and other blobs', () => {
    expect([docker, oci, zstd].map(({ mediaType }) => isLayerType(mediaType))).toEqual([true, true, true]);
    expect(isLayerType('application/vnd.docker.image.rootfs.foreign.diff.tar.gzip')).toBe(false);
    expect(isLayerType('application/vnd.cncf.helm.chart.content.v1.tar+gzip')).toBe(false);
  });

  it('distinguish the configuration of an image from that of an artifact', () => {
    expect(isConfigType('application/vnd.docker.container.image.v1+json')).toBe(true);
    expect(isConfigType('application/vnd.oci.image.config.v1+json')).toBe(true);
    expect(isConfigType('application/vnd.oci.empty.v1+json')).toBe(false);
  });
});
