import { answered } from '@image-factory/client';
import type { Command } from 'commander';
import { type ContainerPath, containerPath } from '../arguments.js';
import type { Run, Session } from '../session.js';
import { previewSheet } from '../view/preview-sheet.js';

/** Adds `factory preview`. */
export function addPreview(program: Command, run: Run): void {
  program
    .command('preview')
    .description('Preview a commit: its size, secrets, and what it cannot contain')
    .argument('<IP/CONTAINER>', 'node address, and id or name of the container', containerPath)
    .action(run(preview));
}

async function preview(session: Session, path: ContainerPath): Promise<void> {
  const call = session.calls.GET('/v2/agents/{ip}/containers/{container}/preview', { params: { path } });
  session.printResult(await answered(call, 'layer'), previewSheet);
}
