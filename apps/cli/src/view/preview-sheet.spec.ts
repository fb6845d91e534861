import { describe, expect, it } from '@jest/globals';
import type { ContainerPreview } from '@image-factory/client';
import { previewSheet } from './preview-sheet.js';

const PREVIEW: ContainerPreview = {
  id: '4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945',
  size: 1_073_741_824,
  layer: { bytes: 209_715_200, files: 1_834, deletions: 3, complete: true },
  largest_files: [{ path: '/home/user/model.bin', size: 104_857_600 }],
  secrets: { environment: ['GITHUB_TOKEN'], paths: [{ path: '/root/.ssh/', kind: 'credentials' }], total_paths: 3 },
  unsupported_paths: [{ path: '/home/user/.wh.notes', kind: 'reserved_name' }],
  not_saved: [{ destination: '/data', type: 'volume' }],
  mount_stubs: [
    { path: '/data', kind: 'directory' },
    { path: '/usr/lib/libcuda.so.550', kind: 'file' },
  ],
  strategy: 'direct',
  reason: 'The agent can read the files of the container.',
};

describe('previewSheet', () => {
  it('shows the content of the image, possible secrets, and content that the image would lack', () => {
    expect(previewSheet(PREVIEW).split('\n')).toEqual([
      'container     1.1 GB',
      'would add     209.7 MB in 1,834 files',
      'would delete  3 paths',
      'strategy      direct: The agent can read the files of the container.',
      '',
      'Largest files:',
      '  104.9 MB  /home/user/model.bin',
      '',
      'Possible secrets:',
      '  environment variable  GITHUB_TOKEN',
      '  credentials           /root/.ssh/',
      '  and 2 more paths      …',
      '',
      'Not supported in an image: rename, remove or --exclude:',
      '  reserved name  /home/user/.wh.notes',
      '',
      'Mounted, so not in the image:',
      '  volume  /data',
      '',
      'Created by the runtime for mounts, so not in the image:',
      '  directory  /data',
      '  file       /usr/lib/libcuda.so.550',
    ]);
  });

  it('uses the singular for a single item', () => {
    const layer = { ...PREVIEW.layer, files: 1, deletions: 1 };
    const secrets = { ...PREVIEW.secrets, total_paths: 2 };
    const sheet = previewSheet({ ...PREVIEW, layer, secrets });
    expect(sheet).toMatch(/in 1 file\n/);
    expect(sheet).toMatch(/^would delete +1 path$/m);
    expect(sheet).toMatch(/and 1 more path {2}/);
  });

  it('omits empty lists, and marks an incomplete size', () => {
    const layer = { ...PREVIEW.layer, complete: false };
    const secrets = { environment: [], paths: [], total_paths: 0 };
    const sheet = previewSheet({
      ...PREVIEW,
      layer,
      secrets,
      largest_files: undefined,
      unsupported_paths: [],
      not_saved: [],
      mount_stubs: [],
    });
    expect(sheet.split('\n')).toHaveLength(4);
    expect(sheet).toMatch(/^would add +at least 209\.7 MB/m);
  });
});
