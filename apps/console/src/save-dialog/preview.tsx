import './preview.css';
import { useEffect, useState } from 'preact/hooks';
import { type Container, type ContainerPreview, formatBytes, formatCount } from '@image-factory/client';
import type { ClusterNode } from '../shield/cluster-node.js';
import { ask } from '../shield/shield.js';
import { useAnswer } from '../shield/use-answer.js';
import { Exclusions } from './exclusions.js';
import { MountStubs } from './mount-stubs.js';
import { UnsupportedPaths } from './unsupported-paths.js';

/** Time after which the user may continue without the preview. */
const LATE_AFTER_MS = 8_000;

/** Id of the sentence that explains why saving is blocked. */
export const WAITING = 'preview-waiting';

interface PreviewProps {
  readonly node: ClusterNode;
  readonly container: Container;
  /** Called when the user has seen the preview or continues without it. */
  readonly onReady: () => void;
}

/** Shows the effect of a commit before it starts, so that users see likely secrets before they are published. */
export function Preview({ node, container, onReady }: PreviewProps) {
  const { value: preview, fault } = useAnswer(() => previewOf(node, container), container.id);
  const [isSkipped, setSkipped] = useState(false);
  const isLate = useLate(LATE_AFTER_MS);
  const unsupported = preview?.unsupported_paths ?? [];
  const canExclude = node.features.includes('omissions');
  const isMissing = !preview && (fault !== undefined || isLate);
  useEffect(() => {
    if (preview || isSkipped) onReady();
  }, [preview, isSkipped]);
  return (
    <section class="preview" aria-label="Preview" aria-busy={!preview && !fault}>
      {!preview && !fault && <p id={WAITING}>{isLate ? 'Still loading' : 'Loading'} the preview…</p>}
      {!preview && fault && (
        <p id={WAITING} class="refused">
          The preview failed: {fault.detail}
        </p>
      )}
      {isMissing && !isSkipped && (
        <p>
          <button type="button" class="button small" onClick={() => setSkipped(true)}>
            Save without the preview
          </button>
        </p>
      )}
      {isMissing && isSkipped && <p class="refused">Secrets in the container will be part of the image.</p>}
      {preview && (
        <>
          <p>{additionsOf(preview)}</p>
          {preview.strategy === 'none' && <p class="refused">It cannot be saved: {preview.reason}</p>}
          {preview.not_saved.length > 0 && <p>{mountsOf(preview)}</p>}
          {preview.mount_stubs && preview.mount_stubs.length > 0 && <MountStubs stubs={preview.mount_stubs} />}
          {unsupported.length > 0 && (
            <UnsupportedPaths paths={unsupported} canExclude={canExclude && preview.strategy === 'direct'} />
          )}
          {canExclude && <Exclusions preview={preview} />}
        </>
      )}
    </section>
  );
}

/** Whether the given time has passed since the component mounted. */
function useLate(after: number): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), after);
    return () => clearTimeout(timer);
  }, []);
  return isLate;
}

function previewOf({ addresses: [ip] }: ClusterNode, { id: container }: Container): Promise<ContainerPreview> {
  const params = { path: { ip, container } };
  return ask((shield) => shield.GET('/v2/agents/{ip}/containers/{container}/preview', { params }));
}

function additionsOf({ layer: { bytes, files, deletions, complete }, strategy, largest_files }: ContainerPreview) {
  const amount = largest_files ? `${formatBytes(bytes)} in ${formatCount(files, 'file')}` : formatCount(files, 'file');
  return (
    <>
      <strong>
        {!complete && 'At least '}
        {amount}
      </strong>{' '}
      would be added to the image
      {deletions > 0 && `, and ${formatCount(deletions, 'path')} removed`}
      {strategy === 'engine' ? ', by the engine strategy.' : '.'}
    </>
  );
}

function mountsOf({ not_saved }: ContainerPreview): string {
  const mounts = not_saved.map(({ destination, type }) => `${destination} (${type})`);
  return `Mounted, so not part of the image: ${mounts.join(', ')}.`;
}
