import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { type Descriptor, ImageReference, RegistryClient } from '@image-factory/oci';
import { type Engine, Folder } from '../../sandbox/index.js';

export const TYPES = {
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  list: 'application/vnd.docker.distribution.manifest.list.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
};

/** Builds images by hand that no common tool would push. */
export class HandMadeImage {
  private readonly signal = new AbortController().signal;
  private readonly reference: ImageReference;

  constructor(
    private readonly client: RegistryClient,
    text: string,
  ) {
    this.reference = ImageReference.parse(text);
  }

  static async push<T>(text: string, work: (image: HandMadeImage) => Promise<T>): Promise<T> {
    const client = new RegistryClient({ registry: ImageReference.parse(text).registry, insecure: true });
    try {
      return await work(new HandMadeImage(client, text));
    } finally {
      await client.close();
    }
  }

  async blob(content: Buffer | string, mediaType: string): Promise<Descriptor> {
    const uploaded = await this.client.uploadBlob(this.reference.repository, [Buffer.from(content)], this.signal);
    return { mediaType, ...uploaded };
  }

  /** A layer with one unique file. */
  otherLayer(): Promise<Descriptor> {
    return this.blob(gzipSync(tarOf('forged', randomBytes(20))), TYPES.layer);
  }

  manifest(document: unknown, mediaType = TYPES.manifest, reference = this.reference.tag): Promise<string> {
    const body = Buffer.from(JSON.stringify(document));
    return this.client.putManifest(this.reference.repository, reference, mediaType, body, this.signal);
  }

  image(config: Descriptor, layers: readonly Descriptor[]): Promise<string> {
    return this.manifest({ schemaVersion: 2, mediaType: TYPES.manifest, config, layers });
  }

  /** Configuration and manifest of another image in the registry. */
  async read(text: string): Promise<{ config: Buffer; layers: Descriptor[] }> {
    const { repository, tag } = ImageReference.parse(text);
    const stored = await this.client.getManifest(repository, tag, this.signal);
    const manifest = JSON.parse(stored!.body.toString()) as { config: Descriptor; layers: Descriptor[] };
    const config = await this.client.getBlob(repository, manifest.config.digest, this.signal);
    return { config: config!, layers: manifest.layers };
  }

  async mount(layer: Descriptor, from: string): Promise<void> {
    const source = ImageReference.parse(from).repository;
    await this.client.mountBlob(this.reference.repository, layer.digest, source, this.signal);
  }
}

/** A tar archive with one file. */
export function tarOf(name: string, content: string | Buffer): Buffer {
  const files = new Folder('h');
  try {
    files.write(name, content);
    return execFileSync('tar', ['--create', `--directory=${files.path}`, '--owner=0', '--group=0', name]);
  } finally {
    files.remove();
  }
}

/** The lowest layer of an image of the engine, uncompressed, and its configuration. */
export async function savedImage(node: Engine, image: string): Promise<{ layer: Buffer; config: Buffer }> {
  const files = new Folder('h');
  try {
    const archive = await buffer((await node.api.getImage(image).get()) as Readable);
    execFileSync('tar', ['--extract', `--directory=${files.path}`], { input: archive });
    const [{ Config, Layers }] = JSON.parse(readFileSync(files.at('manifest.json'), 'utf8')) as [
      { Config: string; Layers: [string] },
    ];
    return { layer: readFileSync(files.at(Layers[0])), config: readFileSync(files.at(Config)) };
  } finally {
    files.remove();
  }
}
