import { Copyable } from '../elements/copyable.js';

interface DigestProps {
  readonly digest: string;
  /** Whether to show only the first characters. */
  readonly isShort?: boolean;
}

/** Digest of the image in the registry. */
export function Digest({ digest, isShort = false }: DigestProps) {
  return (
    <Copyable text={digest} what="the digest">
      {isShort ? `${digest.slice(0, 19)}…` : digest}
    </Copyable>
  );
}
