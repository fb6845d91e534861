import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ImageReference, RegistryClient } from '@image-factory/oci';
import { Folder } from '../../sandbox/index.js';

const TYPES = 'application/vnd.docker';

/** Pushes an image with many small layers, one file each, on top of another image in its registry. */
export async function pushLayeredImage(base: string, target: string, layers: number): Promise<void> {
  const { registry, repository, tag } = ImageReference.parse(base);
  const goal = ImageReference.parse(target);
  const signal = new AbortController().signal;
  const client = new RegistryClient({ registry, insecure: true });
  using files = Object.assign(new Folder('l'), { [Symbol.dispose]: () => files.remove() });
  try {
    const stored = await client.getManifest(repository, tag, signal);
    const manifest = JSON.parse(stored!.body.toString()) as Manifest;
    const config = JSON.parse((await client.getBlob(repository, manifest.config.digest, signal))!.toString()) as Config;
    for (const layer of manifest.layers) await client.mountBlob(goal.repository, layer.digest, repository, signal);
    while (manifest.layers.length < layers) {
      const name = `layer-${manifest.layers.length}`;
      files.write(name, name);
      const tar = execFileSync('tar', ['--create', `--directory=${files.path}`, '--owner=0', '--group=0', name]);
      config.rootfs.diff_ids.push(`sha256:${createHash('sha256').update(tar).digest('hex')}`);
      const uploaded = await client.uploadBlob(goal.repository, [gzipSync(tar)], signal);
      manifest.layers.push({ mediaType: `${TYPES}.image.rootfs.diff.tar.gzip`, ...uploaded });
    }
    // The history of the base would not match the added layers.
    const content = JSON.stringify({ ...config, history: undefined });
    const uploaded = await client.uploadBlob(goal.repository, [Buffer.from(content)], signal);
    const body = { ...manifest, config: { ...manifest.config, ...uploaded } };
    await client.putManifest(goal.repository, goal.tag, body.mediaType, Buffer.from(JSON.stringify(body)), signal);
  } finally {
    await client.close();
  }
}

interface Manifest {
  readonly mediaType: string;
  readonly config: { readonly digest: string };
  readonly layers: { readonly mediaType: string; readonly digest: string; readonly size: number }[];
}

interface Config {
  readonly rootfs: { readonly diff_ids: string[] };
  readonly history?: unknown;
}
