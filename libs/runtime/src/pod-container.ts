import { FactoryError } from '@image-factory/errors';
import type { ContainerPod } from './container.js';

/** Labels that the kubelet gives to every container. */
export const POD_LABELS = {
  namespace: 'io.kubernetes.pod.namespace',
  name: 'io.kubernetes.pod.name',
  container: 'io.kubernetes.container.name',
} as const;

/** Annotation of a pod that names its default container. */
const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';
/** A name of Kubernetes: of a namespace, a pod or a container. */
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/** A container of a pod, as people and platforms name it. */
export interface PodSpelling {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string | undefined;
}

/** A container, or the sandbox of a pod. */
export interface PodMember {
  readonly id: string;
  readonly pod?: ContainerPod;
  readonly isSandbox: boolean;
  readonly createdAt: Date;
  /** Annotations of the pod, if this is its sandbox. */
  readonly podAnnotations: Readonly<Record<string, string>>;
}

/**
 * Reads `pod:<namespace>/<pod>[/<container>]`, where `pod:` is optional before all three parts.
 *
 * @returns undefined for anything else
 */
export function readPodSpelling(text: string): PodSpelling | undefined {
  const [, prefix, rest = ''] = /^\/?(pod:)?(.*)$/s.exec(text)!;
  const [namespace = '', pod = '', container, ...more] = rest.split('/');
  const names = [namespace, pod, ...(container === undefined ? [] : [container])];
  const isWhole = prefix !== undefined || container !== undefined;
  return isWhole && more.length === 0 && names.every((name) => NAME.test(name))
    ? { namespace, pod, container }
    : undefined;
}

/** The place in Kubernetes that the labels of a container name. */
export function podOf(labels: Readonly<Record<string, string>>): ContainerPod | undefined {
  const [namespace, name] = [labels[POD_LABELS.namespace], labels[POD_LABELS.name]];
  return namespace && name ? { namespace, name, container: labels[POD_LABELS.container] ?? '' } : undefined;
}

/**
 * Resolves a container: of several attempts the running one, else the newest.
 *
 * @param members of the pod, with its sandboxes
 * @throws FactoryError `container_not_found`; `invalid_container` if the pod has several containers and no default
 */
export async function containerOfPod<Member extends PodMember>(
  { namespace, pod, container }: PodSpelling,
  members: readonly Member[],
  isRunning: (member: Member) => boolean | Promise<boolean>,
): Promise<Member> {
  const containers = members.filter(({ isSandbox }) => !isSandbox);
  const names = [...new Set(containers.map((each) => each.pod?.container ?? ''))].sort();
  const preferred = newest(members.filter(({ isSandbox }) => isSandbox))?.podAnnotations[DEFAULT_CONTAINER];
  const name = container ?? (names.length > 1 && preferred ? preferred : names[0]);
  if (name === undefined) {
    throw new FactoryError('container_not_found', `There is no pod ${namespace}/${pod} on this node.`);
  }
  if (container === undefined && names.length > 1 && !preferred) {
    const sentence = `The pod ${namespace}/${pod} has several containers: add one of /${names.join(', /')}.`;
    throw new FactoryError('invalid_container', sentence);
  }
  const attempts = containers.filter((each) => each.pod?.container === name);
  const running = await Promise.all(attempts.map(async (each) => isRunning(each)));
  const found = newest(attempts.filter((_, index) => running[index])) ?? newest(attempts);
  if (found) return found;
  throw new FactoryError('container_not_found', `The pod ${namespace}/${pod} has no container ${name} on this node.`);
}

function newest<Member extends PodMember>(members: readonly Member[]): Member | undefined {
  return [...members].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())[0];
}
