import './omissions.css';
import type { ContainerPreview } from '@image-factory/client';
import { byteSize } from '../text/byte-size.js';
import { MORE_PATHS } from './order.js';

/** What looks like a secret, and what is large: a person ticks what is not to go along. */
export function Omissions({ preview }: { readonly preview: ContainerPreview }) {
  const { way, reason, secrets, largest_files: files = [] } = preview;
  const { environment, paths, total_paths } = secrets;
  const isDirect = way === 'direct';
  const hasSecrets = environment.length > 0 || paths.length > 0;
  return (
    <>
      {hasSecrets && (
        <fieldset class="omissions secrets">
          <legend>These look like secrets. Tick what is to be left out:</legend>
          {environment.map((name) => (
            <Omission key={name} field="blank_env" value={name} remark="value of a variable" />
          ))}
          {paths.map(({ path, kind }) => (
            <Omission key={path} field="exclude" value={path} remark={KINDS[kind]} isDisabled={!isDirect} />
          ))}
          {total_paths > paths.length && <p>and {total_paths - paths.length} more such paths</p>}
        </fieldset>
      )}
      {isDirect ? (
        <details class="disclosure">
          <summary>Leave more out</summary>
          {files.length > 0 && (
            <fieldset class="omissions">
              <legend>The largest files</legend>
              {files.map(({ path, size }) => (
                <Omission key={path} field="exclude" value={path} remark={byteSize(size)} />
              ))}
            </fieldset>
          )}
          <label class="field">
            <span>Other paths</span>
            <textarea name={MORE_PATHS} class="mono" rows={2} spellcheck={false} placeholder="/home/*/.cache" />
            <small>One a line; * is any part of a name, ** any number of directories.</small>
          </label>
        </details>
      ) : (
        <p>Paths cannot be left out here: {reason}</p>
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

interface OmissionProps {
  readonly field: 'blank_env' | 'exclude';
  readonly value: string;
  readonly remark: string;
  readonly isDisabled?: boolean;
}

/** A directory is shown with the slash that says so, and left out without it. */
function Omission({ field, value, remark, isDisabled }: OmissionProps) {
  return (
    <label>
      <input type="checkbox" name={field} value={value.replace(/(?<=.)\/$/, '')} disabled={isDisabled} />
      <code>{value}</code>
      <small>{remark}</small>
    </label>
  );
}
