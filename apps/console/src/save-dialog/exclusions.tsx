import { type ContainerPreview, formatBytes, formatCount } from '@image-factory/client';
import { MORE_PATHS } from './new-commit.js';
import { type Choice, TickList } from './tick-list.js';

/** Shows paths and variables that look like secrets, and large files; the user selects those to exclude or redact. */
export function Exclusions({ preview }: { readonly preview: ContainerPreview }) {
  const { strategy, reason, largest_files: files = [] } = preview;
  const { paths, total_paths: total } = preview.secrets;
  const isDirect = strategy === 'direct';
  const secrets = secretsOf(preview, isDirect);
  const unseen = total - paths.length;
  return (
    <>
      {secrets.length > 0 && <TickList isWarning title={secretsTitle(secrets.length + unseen)} choices={secrets} />}
      {unseen > 0 && <p>{formatCount(unseen, 'more such path')} not shown: exclude them below, or move them.</p>}
      {isDirect ? (
        <details class="disclosure">
          <summary>Exclude more</summary>
          {files.length > 0 && (
            <TickList
              title="The largest files"
              choices={files.map(({ path, size }) => ({ field: 'exclude', value: path, remark: formatBytes(size) }))}
            />
          )}
          <label class="field">
            <span>Other paths</span>
            <textarea name={MORE_PATHS} class="mono" rows={2} spellcheck={false} placeholder="/home/*/.cache" />
            <small>One pattern per line: * matches any part of a name, ** any number of directories.</small>
          </label>
        </details>
      ) : (
        <p>Paths cannot be excluded here: {reason}</p>
      )}
    </>
  );
}

const KINDS: Readonly<Record<ContainerPreview['secrets']['paths'][number]['kind'], string>> = {
  credentials: 'credentials',
  private_key: 'private key',
  history: 'history',
  environment_file: 'environment file',
};

function secretsOf({ secrets: { environment, paths } }: ContainerPreview, isDirect: boolean): Choice[] {
  return [
    ...environment.map((name): Choice => ({ field: 'redact_env', value: name, remark: 'variable' })),
    ...paths.map(({ path, kind }): Choice => {
      return { field: 'exclude', value: path, remark: KINDS[kind] ?? kind, isDisabled: !isDirect };
    }),
  ];
}

function secretsTitle(count: number): string {
  const subject = count === 1 ? '1 possible secret' : `${count} possible secrets`;
  return `${subject}. Select what to exclude:`;
}
