import { Copyable } from '../elements/copyable.js';

interface DigestProps {
  readonly digest: string;
  /** Whether only its beginning is shown. */
  readonly isShort?: boolean;
}

/** By what the registry knows the image. */
export function Digest({ digest, isShort = false }: DigestProps) {
  return (
    <Copyable text={digest} what="the digest">
      {isShort ? `${digest.slice(0, 19)}…` : digest}
    </Copyable>
  );
}
