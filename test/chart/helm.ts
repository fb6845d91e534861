import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';

const ROOT = join(import.meta.dirname, '../..');
/** Where `scripts/ready/helm.mjs` puts it. */
const UNPACKED = join(ROOT, 'node_modules/.cache/helm/helm');
const HELM = existsSync(UNPACKED) ? UNPACKED : 'helm';

/** An upgrade that changes nothing, in a cluster that tells no schemas. */
const UPGRADE = ['--is-upgrade', '--dry-run=server', '--disable-openapi-validation'];

/** The chart. */
export const CHART = join(ROOT, 'charts/image-factory');

/** An object of Kubernetes, as a chart gives it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** What a chart is rendered with. */
export interface RenderOptions {
  /** Files of values. */
  readonly files?: readonly string[];
  /** Values as `--set` has them. */
  readonly set?: readonly string[];
  /** Name of the release; default: octopus. */
  readonly release?: string;
  /** Folder of the chart; default: the chart as it is. */
  readonly chart?: string;
  /** Version of Kubernetes; default: the newest that Helm knows. */
  readonly kubernetes?: string;
  /** The kubeconfig of a cluster that has the release: then the chart may look what is there. */
  readonly cluster?: string;
}

/** Renders the chart as `helm install octopus` would. @throws Error with what Helm complains about */
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

/** Runs Helm, which finds no cluster but one that it is told. @throws Error with what it complains about */
export function helm(...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: '/nonexistent', KUBECONFIG: '/dev/null' };
  return new Promise((resolve, reject) => {
    execFile(HELM, args, { env }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr || error.message));
      else resolve(stdout);
    });
  });
}
