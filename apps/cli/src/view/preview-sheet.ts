import { type ContainerPreview, formatBytes, formatCount } from '@image-factory/client';
import { displayWidth, padded, printable, sheet } from './text.js';

/** The effect of a commit: its size, and lists of the paths and variables to check beforehand. */
export function previewSheet({ size, layer, strategy, reason, ...lists }: ContainerPreview): string {
  const {
    largest_files: files = [],
    secrets,
    unsupported_paths: unsupported = [],
    not_saved: mounts,
    mount_stubs: stubs = [],
  } = lists;
  const more = secrets.total_paths - secrets.paths.length;
  return [
    sheet([
      ['container', formatBytes(size)],
      [
        'would add',
        `${layer.complete ? '' : 'at least '}${formatBytes(layer.bytes)} in ${formatCount(layer.files, 'file')}`,
      ],
      ['would delete', `${layer.complete ? '' : 'at least '}${formatCount(layer.deletions, 'path')}`],
      ['strategy', `${strategy}: ${reason}`],
    ]),
    list(
      'Largest files',
      files.map(({ path, size: bytes }) => [path, formatBytes(bytes)]),
    ),
    list('Possible secrets', [
      ...secrets.environment.map((name) => [name, 'environment variable'] as const),
      ...secrets.paths.map(({ path, kind }) => [path, kind.replaceAll('_', ' ')] as const),
      ...(more > 0 ? [['…', `and ${formatCount(more, 'more path')}`] as const] : []),
    ]),
    list(
      'Not supported in an image: rename, remove or --exclude',
      unsupported.map(({ path, kind }) => [path, kind.replaceAll('_', ' ')]),
    ),
    list(
      'Mounted, so not in the image',
      mounts.map(({ destination, type }) => [destination, type]),
    ),
    list(
      'Created by the runtime for mounts, so not in the image',
      stubs.map(({ path, kind }) => [path, kind]),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Names under a heading, each preceded by its remark; empty if there are no names. */
function list(heading: string, entries: readonly (readonly [name: string, remark: string])[]): string {
  if (entries.length === 0) return '';
  const width = Math.max(...entries.map(([, remark]) => displayWidth(printable(remark))));
  const lines = entries.map(([name, remark]) => `  ${padded(printable(remark), width)}  ${printable(name)}`);
  return [`${heading}:`, ...lines].join('\n');
}
