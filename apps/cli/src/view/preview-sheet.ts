import type { ContainerPreview } from '@image-factory/client';
import { byteCount } from './byte-count.js';
import { counted } from './counted.js';
import { displayWidth, padded } from './display-width.js';
import { printable } from './printable.js';
import { sheet } from './table.js';

/** The effect of a commit: its size, and lists of the paths and variables to check beforehand. */
export function previewSheet({ size, layer, way, reason, ...lists }: ContainerPreview): string {
  const { largest_files: files = [], secrets, unsupported_paths: unsupported = [], not_saved: mounts } = lists;
  const more = secrets.total_paths - secrets.paths.length;
  return [
    sheet([
      ['container', byteCount(size)],
      ['would add', `${layer.complete ? '' : 'at least '}${byteCount(layer.bytes)} in ${counted(layer.files, 'file')}`],
      ['would delete', `${layer.complete ? '' : 'at least '}${counted(layer.deletions, 'path')}`],
      ['way', `${way}: ${reason}`],
    ]),
    list(
      'Largest files',
      files.map(({ path, size: bytes }) => [path, byteCount(bytes)]),
    ),
    list('Looks like a secret', [
      ...secrets.environment.map((name) => [name, 'environment variable'] as const),
      ...secrets.paths.map(({ path, kind }) => [path, kind.replaceAll('_', ' ')] as const),
      ...(more > 0 ? [['…', `and ${counted(more, 'more path')}`] as const] : []),
    ]),
    list(
      'Cannot be saved: rename, remove or --exclude',
      unsupported.map(({ path, kind }) => [path, kind.replaceAll('_', ' ')]),
    ),
    list(
      'Mounted, so not saved',
      mounts.map(({ destination, type }) => [destination, type]),
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
