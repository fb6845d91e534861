import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ContentFiles } from './content-files.js';
import { digestOf, findConfig, type ImageDocuments } from './image-documents.js';
import { PodmanStorage } from './podman-storage.js';

const DIFF_ID = `sha256:${'1'.repeat(64)}`;
const ARCHITECTURE = process.arch === 'x64' ? 'amd64' : process.arch;
const config = { os: 'linux', architecture: ARCHITECTURE, rootfs: { type: 'layers', diff_ids: [DIFF_ID] } };

/** Documents in memory. */
class Documents implements ImageDocuments {
  readonly contents = new Map<string, Buffer>();

  add(document: object): string {
    const content = Buffer.from(JSON.stringify(document));
    this.contents.set(digestOf(content), content);
    return digestOf(content);
  }

  read(digest: string): Promise<Buffer | undefined> {
    return Promise.resolve(this.contents.get(digest));
  }
}

describe('findConfig', () => {
  const documents = new Documents();
  const id = documents.add(config);
  const manifest = documents.add({ config: { digest: id }, layers: [] });
  const platform = { os: 'linux', architecture: ARCHITECTURE };
  const foreign = { digest: `sha256:${'2'.repeat(64)}`, platform: { os: 'linux', architecture: 'other' } };

  it('follows a manifest, and a list of manifests for this platform', async () => {
    const index = documents.add({ manifests: [foreign, { digest: manifest, platform }, { digest: foreign.digest }] });
    for (const digest of [id, manifest, index]) {
      expect(await findConfig(documents, digest)).toMatchObject({ id, config: { rootfs: { diff_ids: [DIFF_ID] } } });
    }
  });

  it('finds none if a document is missing, or a list has several images of this platform', async () => {
    const other = documents.add({ config: { digest: documents.add({ ...config, variant: 'v3' }) } });
    const several = { manifests: [manifest, other].map((digest) => ({ digest, platform })) };
    const missing = { config: { digest: foreign.digest } };
    for (const document of [several, missing, { manifests: [foreign] }, { something: 'else' }]) {
      expect(await findConfig(documents, documents.add(document))).toBeUndefined();
    }
    expect(await findConfig(documents, foreign.digest)).toBeUndefined();
  });
});

describe('the documents on a disk', () => {
  let folder: string;
  const content = JSON.stringify(config);
  const digest = digestOf(Buffer.from(content));

  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'documents-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  it('are in the content store beside the snapshots of containerd', async () => {
    const files = ContentFiles.beside(`${folder}/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs`)!;
    expect(await files.read(digest)).toBeUndefined();
    const path = `io.containerd.content.v1.content/blobs/${digest.replace(':', '/')}`;
    write(path, content);
    expect((await files.read(digest))?.toString()).toBe(content);
    write(path, `${content} `);
    expect(await files.read(digest)).toBeUndefined();
    expect(ContentFiles.beside('/var/lib/docker/overlay2/1/diff')).toBeUndefined();
  });

  it('are in the folders of images in the storage of Podman, with the blobs of its layers', async () => {
    const storage = new PodmanStorage(folder);
    expect(await storage.read(digest)).toBeUndefined();
    write(`overlay-images/${digest.slice(7)}/=${Buffer.from(digest).toString('base64')}`, content);
    expect((await storage.read(digest))?.toString()).toBe(content);
    const blobs = ['3', '4'].map((digit) => `sha256:${digit.repeat(64)}`);
    expect(await storage.hasBlob(DIFF_ID, blobs[0]!)).toBe(false);
    const layers = [
      { 'diff-digest': DIFF_ID, 'compressed-diff-digest': blobs[0] },
      { 'diff-digest': DIFF_ID, 'compressed-diff-digest': blobs[1], 'toc-digest': blobs[0] },
      { id: 'a layer of a container' },
    ];
    write('overlay-layers/layers.json', JSON.stringify(layers));
    expect(await storage.hasBlob(DIFF_ID, blobs[0]!)).toBe(true);
    expect(await storage.hasBlob(DIFF_ID, blobs[1]!)).toBe(false);
  });
});
