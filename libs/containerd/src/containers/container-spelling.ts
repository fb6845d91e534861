import { FactoryError } from '@image-factory/errors';

/** Prefixes that other tools put in front of a name: Kubernetes, docker inspect. */
const PREFIX = /^(?:containerd:\/\/|\/)/;
const ID = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/;
/** A name of Kubernetes: of a namespace, a pod or a container. */
const POD_NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
/** Shorter prefixes of an id are too likely to meet another container. */
const PREFIX_ID = /^[a-f0-9]{12,63}$/;

/** A container as people and platforms write it. */
export type ContainerSpelling =
  | { readonly id: string; readonly isPrefix: boolean }
  | { readonly namespace: string; readonly pod: string; readonly container: string | undefined };

/**
 * Reads `containerd://<id>`, an id or its first 12 or more digits, or `pod:<namespace>/<pod>[/<container>]`, where
 * `pod:` may be left out before all three parts.
 *
 * @throws FactoryError `invalid_container`
 */
export function readSpelling(text: string): ContainerSpelling {
  const bare = text.replace(PREFIX, '');
  const isPod = bare.startsWith('pod:') || bare.includes('/');
  if (!isPod && ID.test(bare)) return { id: bare, isPrefix: PREFIX_ID.test(bare) };
  const [namespace = '', pod = '', container, ...rest] = bare.replace(/^pod:/, '').split('/');
  const names = [namespace, pod, ...(container === undefined ? [] : [container])];
  const isWhole = bare.startsWith('pod:') || container !== undefined;
  if (isPod && isWhole && rest.length === 0 && names.every((name) => POD_NAME.test(name)))
    return { namespace, pod, container };
  throw new FactoryError(
    'invalid_container',
    'container must be an id, 12 or more of its first digits, or pod:<namespace>/<pod>/<container>.',
  );
}
