import { describe, expect, it } from '@jest/globals';
import { mediaTypesFor } from './media-types.js';
import { baseDigestOf, baseNameOf, recordProvenance } from './provenance.js';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const DOCKER = mediaTypesFor([]);
const OCI = mediaTypesFor([{ mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd', digest: digest('1'), size: 1 }]);

const NAMED = {
  'org.opencontainers.image.base.name': 'docker.io/library/base:1',
  'org.opencontainers.image.base.digest': digest('2'),
  'org.opencontainers.image.created': '1970-01-01T00:00:00.000Z',
  'io.image-factory.container': 'team/alice/work',
};
const provenance = {
  baseName: 'docker.io/library/base:1',
  baseDigest: digest('2'),
  container: 'team/alice/work',
  created: new Date(0),
};

describe('recordProvenance', () => {
  it("uses labels with Docker's media types, beside those of the container", () => {
    const start = { Cmd: ['sh'], Labels: { own: 'kept', 'org.opencontainers.image.base.name': 'of the base' } };
    expect(recordProvenance(DOCKER, { start }, provenance)).toEqual({
      start: { Cmd: ['sh'], Labels: { own: 'kept', ...NAMED } },
    });
    expect(recordProvenance(DOCKER, { start: { Labels: null } }, provenance).start.Labels).toEqual(NAMED);
  });

  it('uses annotations of an OCI manifest, and removes labels that say something else', () => {
    const start = { Labels: { own: 'kept', 'io.image-factory.container': 'older' } };
    expect(recordProvenance(OCI, { start }, provenance)).toEqual({
      start: { Labels: { own: 'kept' } },
      annotations: NAMED,
    });
    const annotations = { url: 'kept', 'org.opencontainers.image.created': 'of the base' };
    expect(recordProvenance(OCI, { start: { Cmd: ['sh'] }, annotations }, provenance)).toEqual({
      start: { Cmd: ['sh'] },
      annotations: { url: 'kept', ...NAMED },
    });
  });

  it('leaves out what is unknown, and what the base image says of its own base', () => {
    const { container, created } = provenance;
    const start = { Labels: { 'org.opencontainers.image.base.digest': digest('9') } };
    const known = Object.fromEntries(Object.entries(NAMED).filter(([key]) => !key.includes('.base.')));
    expect(recordProvenance(DOCKER, { start }, { container, created }).start.Labels).toEqual(known);
  });
});

describe('the name of a base image', () => {
  it.each([
    ['base', 'docker.io/library/base:latest'],
    ['r.example.com/a/b:1', 'r.example.com/a/b:1'],
    [`r.example.com/a/b@${digest('3')}`, `r.example.com/a/b@${digest('3')}`],
    [digest('1'), undefined],
    ['1'.repeat(64), undefined],
    ['1'.repeat(12), undefined],
    ['Not A Name', undefined],
    ['', undefined],
  ])('of %j is %j', (name, expected) => {
    expect(baseNameOf(name, digest('1'))).toBe(expected);
  });

  it('leads to a digest if its repository has only one', () => {
    const name = 'docker.io/library/base:1';
    expect(baseDigestOf(name, [`base@${digest('4')}`, `r.example.com/base@${digest('5')}`])).toBe(digest('4'));
    expect(baseDigestOf(name, [`base@${digest('4')}`, `docker.io/library/base@${digest('5')}`])).toBeUndefined();
    expect(baseDigestOf(name, [])).toBeUndefined();
    expect(baseDigestOf(undefined, [`base@${digest('4')}`])).toBeUndefined();
    expect(baseDigestOf(`r.example.com/a@${digest('6')}`, [])).toBe(digest('6'));
  });
});
