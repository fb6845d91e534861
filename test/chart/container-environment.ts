import type { KubernetesObject } from './helm.js';

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
}

interface Workload extends KubernetesObject {
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly [{ env: Variable[] }] } } };
}

interface SecretObject extends KubernetesObject {
  readonly data: Readonly<Record<string, string>>;
}

/**
 * The environment that Kubernetes gives to a workload's container, without values that are known only on a node.
 *
 * @throws Error for a Secret or a key that does not exist among the objects
 */
export function containerEnvironment(objects: readonly KubernetesObject[], kind: string): Record<string, string> {
  const workload = objects.find((object): object is Workload => object.kind === kind);
  if (!workload) throw new Error(`There is no ${kind}.`);
  const environment: Record<string, string> = {};
  for (const { name, value, valueFrom } of workload.spec.template.spec.containers[0].env) {
    const secret = valueFrom?.secretKeyRef;
    if (value !== undefined) environment[name] = value;
    else if (secret) environment[name] = secretValue(objects, secret.name, secret.key);
  }
  return environment;
}

function secretValue(objects: readonly KubernetesObject[], name: string, key: string): string {
  const isIt = ({ kind, metadata }: KubernetesObject) => kind === 'Secret' && metadata.name === name;
  const value = objects.find((object): object is SecretObject => isIt(object))?.data[key];
  if (value === undefined) throw new Error(`There is no key ${key} in a Secret ${name}.`);
  return Buffer.from(value, 'base64').toString();
}
