import { FactoryError } from '@image-factory/errors';
import { type PodSpelling, readPodSpelling } from '@image-factory/runtime';

/** Prefixes that other tools put in front of a name: Kubernetes, docker inspect. */
const PREFIX = /^(?:containerd:\/\/|\/)/;
const ID = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/;
/** Shorter prefixes of an id are too likely to match another container. */
const PREFIX_ID = /^[a-f0-9]{12,63}$/;

/** A container as named by people and platforms. */
export type ContainerSpelling = { readonly id: string; readonly isPrefix: boolean } | PodSpelling;

/**
 * Reads `containerd://<id>`, an id or its first 12 or more digits, or the container of a pod.
 *
 * @throws FactoryError `invalid_container`
 */
export function readSpelling(text: string): ContainerSpelling {
  const bare = text.replace(PREFIX, '');
  if (ID.test(bare)) return { id: bare, isPrefix: PREFIX_ID.test(bare) };
  const spelling = readPodSpelling(text);
  if (spelling) return spelling;
  throw new FactoryError(
    'invalid_container',
    'container must be an id, 12 or more of its first digits, or pod:<namespace>/<pod>/<container>.',
  );
}
