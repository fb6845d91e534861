import { DaemonSet } from 'kubernetes-models/apps/v1/DaemonSet';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { PodDisruptionBudget as PodDisruptionBudgetBeta } from 'kubernetes-models/policy/v1beta1/PodDisruptionBudget';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import type { KubernetesObject } from './helm.js';

/** A kind of object: its JSON schema and its type. */
interface Model {
  /** Validates an object against the schema. @throws Error */
  readonly check: (object: KubernetesObject) => void;
  /** Module of the TypeScript type, whose name is the kind with the prefix I. */
  readonly module: string;
}

function model<Data>(Kind: new (data: Data) => { validate(): void }, module: string): Model {
  return { check: (object) => new Kind(object as Data).validate(), module };
}

const MODELS: Readonly<Record<string, Model>> = {
  'apps/v1 DaemonSet': model(DaemonSet, 'kubernetes-models/apps/v1/DaemonSet'),
  'apps/v1 Deployment': model(Deployment, 'kubernetes-models/apps/v1/Deployment'),
  'monitoring.coreos.com/v1 ServiceMonitor': model(
    ServiceMonitor,
    '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor',
  ),
  'networking.k8s.io/v1 Ingress': model(Ingress, 'kubernetes-models/networking.k8s.io/v1/Ingress'),
  'networking.k8s.io/v1 NetworkPolicy': model(NetworkPolicy, 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'),
  'policy/v1 PodDisruptionBudget': model(PodDisruptionBudget, 'kubernetes-models/policy/v1/PodDisruptionBudget'),
  'policy/v1beta1 PodDisruptionBudget': model(
    PodDisruptionBudgetBeta,
    'kubernetes-models/policy/v1beta1/PodDisruptionBudget',
  ),
  'v1 PersistentVolumeClaim': model(PersistentVolumeClaim, 'kubernetes-models/v1/PersistentVolumeClaim'),
  'v1 Secret': model(Secret, 'kubernetes-models/v1/Secret'),
  'v1 Service': model(Service, 'kubernetes-models/v1/Service'),
  'v1 ServiceAccount': model(ServiceAccount, 'kubernetes-models/v1/ServiceAccount'),
};

/** @throws Error for a kind that is not registered here */
export function modelOf({ apiVersion, kind }: KubernetesObject): Model {
  const found = MODELS[`${apiVersion} ${kind}`];
  if (!found) throw new Error(`There is no model of ${apiVersion} ${kind}: add it.`);
  return found;
}
