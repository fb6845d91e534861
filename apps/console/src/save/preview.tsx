import './preview.css';
import type { Container, ContainerPreview } from '@image-factory/client';
import type { Node } from '../shield/node.js';
import { ask } from '../shield/shield.js';
import { useAnswer } from '../shield/use-answer.js';
import { byteSize } from '../text/byte-size.js';
import { Omissions } from './omissions.js';

interface PreviewProps {
  readonly node: Node;
  readonly container: Container;
}

/** What a save would do, told before it is begun. Nobody has to wait for it. */
export function Preview({ node, container }: PreviewProps) {
  const { value: preview, fault } = useAnswer(() => previewOf(node, container), container.id);
  return (
    <section class="preview" aria-label="What would be saved" aria-busy={!preview && !fault}>
      {!preview && !fault && <p>Looking at what would be saved…</p>}
      {fault && <p>What would be saved cannot be told: {fault.detail}</p>}
      {preview && (
        <>
          <p>{additionsOf(preview)}</p>
          {preview.way === 'none' && <p class="refused">It cannot be saved: {preview.reason}</p>}
          {preview.not_saved.length > 0 && <p>{mountsOf(preview)}</p>}
          {node.features.includes('omissions') && <Omissions preview={preview} />}
        </>
      )}
    </section>
  );
}

function previewOf({ addresses: [ip] }: Node, { id: container }: Container): Promise<ContainerPreview> {
  const params = { path: { ip, container } };
  return ask((shield) => shield.GET('/v2/agents/{ip}/containers/{container}/preview', { params }));
}

function additionsOf({ layer: { bytes, files, deletions, complete }, way, largest_files }: ContainerPreview) {
  const amount = largest_files ? `${byteSize(bytes)} in ${countOf(files, 'file')}` : countOf(files, 'file');
  return (
    <>
      <strong>
        {!complete && 'At least '}
        {amount}
      </strong>{' '}
      would be added to its image
      {deletions > 0 && `, and ${countOf(deletions, 'path')} taken away`}
      {way === 'engine' ? ', by the engine.' : '.'}
    </>
  );
}

function mountsOf({ not_saved }: ContainerPreview): string {
  const mounts = not_saved.map(({ destination, type }) => `${destination} (${type})`);
  return `Not part of it, since it is mounted: ${mounts.join(', ')}.`;
}

function countOf(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
