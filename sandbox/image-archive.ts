import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { smallSystem } from './base-image.js';
import { FileTree } from './file-tree.js';
import { Folder } from './folder.js';
import { outputOf } from './output-of.js';

const TYPES = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
};
const ARCHITECTURE = process.arch === 'x64' ? 'amd64' : process.arch;

/** An image as a file that containerd imports. */
export interface ImageArchive {
  /** Path of the tar file. */
  readonly file: string;
  /** Digests of the uncompressed layers, lowest first. */
  readonly diffIds: readonly string[];
  /** Digests of the stored (compressed) layers. */
  readonly blobs: readonly string[];
  /** Digest of the configuration. */
  readonly id: string;
}

/** Options of an image. */
export interface ImageArchiveOptions {
  /** Adds files in a layer above the base. */
  readonly fill?: (tree: FileTree) => void;
  /** Configuration of its containers; default: sleep forever. */
  readonly config?: object;
  /** Whether it has no layers at all; default false. */
  readonly isEmpty?: boolean;
}

/** Writes an image with busybox in the layout of OCI, because the tests pull no images from outside. */
export async function writeImageArchive(
  folder: Folder,
  reference: string,
  { fill, config = { Cmd: ['sleep', '1000000000'], Env: ['PATH=/bin'] }, isEmpty = false }: ImageArchiveOptions = {},
): Promise<ImageArchive> {
  const name = createHash('sha256').update(reference).digest('hex').slice(0, 12);
  const blob = (content: Buffer, mediaType: string) => {
    const hex = createHash('sha256').update(content).digest('hex');
    folder.write(`${name}/blobs/sha256/${hex}`, content);
    return { mediaType, digest: `sha256:${hex}`, size: content.length };
  };
  const tars = isEmpty ? [] : [await tarOf(smallSystem())];
  if (fill) {
    const tree = new FileTree();
    fill(tree);
    tars.push(await tarOf(tree));
  }
  const diffIds = tars.map((tar) => `sha256:${createHash('sha256').update(tar).digest('hex')}`);
  const layers = tars.map((tar) => blob(gzipSync(tar), TYPES.layer));
  const image = { architecture: ARCHITECTURE, os: 'linux', config, rootfs: { type: 'layers', diff_ids: diffIds } };
  const configBlob = blob(json(image), TYPES.config);
  const manifest = { schemaVersion: 2, mediaType: TYPES.manifest, config: configBlob, layers };
  const annotations = { 'io.containerd.image.name': reference };
  const target = { ...blob(json(manifest), TYPES.manifest), annotations };
  folder.write(`${name}/oci-layout`, '{"imageLayoutVersion":"1.0.0"}');
  folder.write(`${name}/index.json`, json({ schemaVersion: 2, mediaType: TYPES.index, manifests: [target] }));
  const file = folder.at(`${name}.tar`);
  outputOf('tar', '--create', `--file=${file}`, `--directory=${folder.at(name)}`, '.');
  return { file, diffIds, blobs: layers.map(({ digest }) => digest), id: configBlob.digest };
}

async function tarOf(files: FileTree): Promise<Buffer> {
  using tree = files;
  return await buffer(tree.tar());
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
