import { answered, type ContainerPreview } from '@image-factory/client';
import { type ContainerPath, containerPath } from '../arguments/container-path.js';
import type { FactoryCommand } from '../factory-command.js';
import type { Session } from '../session.js';
import { previewSheet } from '../view/preview-sheet.js';

/** `factory preview`. */
export function addPreview(factory: FactoryCommand): void {
  factory
    .add('preview', 'Show what a save of a container would do')
    .argument('<IP/CONTAINER>', 'address of the node, and id or name of the container', containerPath)
    .action(factory.runs(preview));
}

async function preview(session: Session, path: ContainerPath): Promise<void> {
  const address = '/v2/agents/{ip}/containers/{container}/preview';
  session.show<ContainerPreview>(await answered(session.calls.GET(address, { params: { path } })), previewSheet);
}
