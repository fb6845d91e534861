import { type ContainerPreview, formatCount } from '@image-factory/client';

interface MountStubsProps {
  readonly stubs: NonNullable<ContainerPreview['mount_stubs']>;
}

/** Paths that the runtime has created for its mounts: a direct commit omits them. */
export function MountStubs({ stubs }: MountStubsProps) {
  return (
    <details>
      <summary>
        Created by the runtime for mounts, so not part of the image: {formatCount(stubs.length, 'path')}.
      </summary>
      {stubs.map(({ path }) => (
        <div key={path}>
          <code>{path}</code>
        </div>
      ))}
    </details>
  );
}
