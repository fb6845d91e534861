import { load } from 'js-yaml';

interface Step {
  readonly run?: string;
  readonly uses?: string;
}

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, { readonly steps?: readonly Step[]; readonly uses?: string }>>;
}

/** An action at a commit, or a workflow of this repository. */
const PINNED = /^([\w.-]+\/[\w./-]+@[0-9a-f]{40}|\.\/\.github\/workflows\/[\w.-]+)$/;

/** A command that runs code of the project without a package script. */
const BYPASS = /(?:^|[\s;&|(])(npx|node|tsx|jest|prettier|eslint)\s/m;

/**
 * Problems of a workflow that a general linter does not find: package scripts that do not exist, project code that runs
 * without a package script and so cannot be tried locally, actions that are not pinned to a commit, and permissions that
 * are left to the default of the repository.
 *
 * @param text the workflow in YAML
 * @param scripts names of the package scripts
 */
export function workflowProblems(text: string, scripts: ReadonlySet<string>): string[] {
  const workflow = load(text) as Workflow;
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps ?? []);
  const used = [...jobs, ...steps].flatMap(({ uses }) => uses ?? []);
  const commands = steps.flatMap(({ run }) => run ?? []);
  return [
    ...(workflow.permissions === undefined ? ['it has no permissions'] : []),
    ...used.filter((name) => !PINNED.test(name)).map((name) => `${name} is not pinned to a commit`),
    ...commands.flatMap((command) =>
      scriptsOf(command)
        .filter((name) => !scripts.has(name))
        .map(missing),
    ),
    ...commands.flatMap((command) => BYPASS.exec(command)?.[1] ?? []).map((name) => `"${name}" needs a package script`),
  ];
}

function scriptsOf(command: string): string[] {
  const named = [...command.matchAll(/\bnpm run (?:--?\w+ )*([\w:.-]+)/g)].map(([, name]) => name!);
  return /\bnpm test\b/.test(command) ? [...named, 'test'] : named;
}

function missing(name: string): string {
  return `package.json has no script "${name}"`;
}
