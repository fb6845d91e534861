import type { ContainerPreview as PreviewResource } from '@image-factory/contracts';
import type { ContainerPreview } from '@image-factory/commit';
import type { SaveMode } from '../config/agent-configuration.js';

const READABLE = 'The agent can read the files of the container; whether the registry has its image shows in the save.';

/** A preview in the wire format. */
export function previewResource(preview: ContainerPreview, mode: SaveMode): PreviewResource {
  const { id, size, changes, secretVariables, mounts, obstacle } = preview;
  const { bytes, files, deletions, isComplete: complete, largest, secrets, unsupported } = changes;
  return {
    id,
    size,
    layer: { bytes, files, deletions, complete },
    largest_files: largest && [...largest],
    secrets: { environment: [...secretVariables], paths: [...secrets.paths], total_paths: secrets.total },
    unsupported_paths: [...unsupported],
    not_saved: mounts.map(({ destination, type }) => ({ destination, type })),
    ...expectedWay(mode, obstacle),
  };
}

function expectedWay(mode: SaveMode, obstacle: string | undefined): Pick<PreviewResource, 'way' | 'reason'> {
  if (mode === 'engine') return { way: 'engine', reason: 'save_mode of the agent is engine.' };
  if (obstacle === undefined) return { way: 'direct', reason: READABLE };
  return { way: mode === 'auto' ? 'engine' : 'none', reason: obstacle };
}
