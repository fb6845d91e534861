import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';

const ROOT = join(import.meta.dirname, '../..');
/** Install directory of `scripts/ready/helm.mjs`. */
const UNPACKED = join(ROOT, 'node_modules/.cache/helm/helm');
/** Path of Helm. */
export const HELM = existsSync(UNPACKED) ? UNPACKED : 'helm';

/** An upgrade without changes, in a cluster that serves no schemas. */
const UPGRADE = ['--is-upgrade', '--dry-run=server', '--disable-openapi-validation'];

/** The chart. */
export const CHART = join(ROOT, 'charts/image-factory');

/** A Kubernetes object rendered by a chart. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** Options for rendering a chart. */
export interface RenderOptions {
  /** Values files. */
  readonly files?: readonly string[];
  /** Values in the syntax of `--set`. */
  readonly set?: readonly string[];
  /** Name of the release; default: octopus. */
  readonly release?: string;
  /** Directory of the chart; default: the original chart. */
  readonly chart?: string;
  /** Kubernetes version; default: the newest that Helm supports. */
  readonly kubernetes?: string;
  /** Kubeconfig of a cluster with an existing release, for the chart's lookups. */
  readonly cluster?: string;
}

/** Renders the chart as `helm install octopus` would. @throws Error with Helm's message */
export async function render(options: RenderOptions = {}): Promise<KubernetesObject[]> {
  const { files = [], set = [], release = 'octopus', chart = CHART, kubernetes, cluster } = options;
  const text = await helm(
    ...['template', release, chart, '--namespace', 'platform'],
    ...(kubernetes ? ['--kube-version', kubernetes] : []),
    ...files.flatMap((file) => ['--values', file]),
    ...set.flatMap((value) => ['--set', value]),
    ...(cluster ? [...UPGRADE, '--kubeconfig', cluster] : []),
  );
  return loadAll(text).filter((object): object is KubernetesObject => object !== null && object !== undefined);
}

/** Runs Helm with access to no cluster except a given one. @throws Error with Helm's message */
export function helm(...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: '/nonexistent', KUBECONFIG: '/dev/null' };
  return new Promise((resolve, reject) => {
    execFile(HELM, args, { env }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr || error.message));
      else resolve(stdout);
    });
  });
}
