import type { ContainerPreview } from '@image-factory/commit';
import { describe, expect, it } from '@jest/globals';
import { agentPreview } from './preview.controller.js';

const preview: ContainerPreview = {
  id: 'a'.repeat(64),
  size: 9,
  changes: {
    ...{ bytes: 1, files: 2, deletions: 3, isComplete: true, largest: [{ path: '/a', size: 1 }] },
    secrets: { paths: [{ path: '/root/.ssh/', kind: 'credentials' }], total: 7 },
    unsupported: [{ path: '/.wh.x', kind: 'reserved_name' }],
  },
  secretVariables: ['TOKEN'],
  mounts: [{ type: 'volume', destination: '/data' }],
  stubs: [{ path: '/data', kind: 'directory' }],
  obstacle: undefined,
};

describe('a preview on the wire', () => {
  it('has every finding', () => {
    expect(agentPreview(preview, 'auto')).toEqual({
      id: preview.id,
      size: 9,
      layer: { bytes: 1, files: 2, deletions: 3, complete: true },
      largest_files: [{ path: '/a', size: 1 }],
      secrets: { environment: ['TOKEN'], paths: [{ path: '/root/.ssh/', kind: 'credentials' }], total_paths: 7 },
      unsupported_paths: [{ path: '/.wh.x', kind: 'reserved_name' }],
      not_saved: [{ type: 'volume', destination: '/data' }],
      mount_stubs: [{ path: '/data', kind: 'directory' }],
      way: 'direct',
      reason: expect.stringContaining('can read'),
    });
  });

  it.each([
    ['auto', undefined, 'direct'],
    ['auto', 'It is on vfs.', 'engine'],
    ['direct', undefined, 'direct'],
    ['direct', 'It is on vfs.', 'none'],
    ['engine', undefined, 'engine'],
    ['engine', 'It is on vfs.', 'engine'],
  ] as const)('with save_mode %s and the obstacle %j announces the strategy %s', (mode, obstacle, strategy) => {
    const sent = agentPreview({ ...preview, obstacle }, mode);
    expect(sent.way).toBe(strategy);
    expect(sent.mount_stubs !== undefined).toBe(strategy === 'direct');
    expect(agentPreview({ ...preview, stubs: [] }, mode)).not.toHaveProperty('mount_stubs');
    if (mode !== 'engine' && obstacle) expect(sent.reason).toBe(obstacle);
  });
});
