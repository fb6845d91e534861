import './commit-facts.css';
import type { ComponentChildren } from 'preact';
import { type Commit, formatDuration } from '@image-factory/client';
import { Copyable } from '../elements/copyable.js';
import { Moment } from '../elements/moment.js';
import { addressOf } from '../route/route.js';
import { Digest } from './digest.js';
import { verificationOf } from './commit-state.js';

/** Details of a commit, one per line. */
export function CommitFacts({ commit }: { readonly commit: Commit }) {
  const { id, ip, author, note, digest, message, attempt, cancelled_by, accepted_at, ended_at } = commit;
  const { not_saved: notSaved = [] } = commit;
  return (
    <dl class="commit-facts">
      {commit.state === 'succeeded' && (
        <Fact name="Pull command">
          <Copyable text={`docker pull ${commit.image}`} what="the command" />
        </Fact>
      )}
      {digest && (
        <Fact name="Digest">
          <Digest digest={digest} />
          <small class="soft">{verificationOf(commit)}</small>
        </Fact>
      )}
      {notSaved.length > 0 && (
        <Fact name="Not saved">{codes(notSaved.map((mount) => `${mount.destination} (${mount.type})`))}</Fact>
      )}
      {!commit.error && <Fact name="Message">{message}</Fact>}
      <Fact name="Node">
        <a href={addressOf({ page: 'nodes', ip })}>{ip}</a>
      </Fact>
      {author && <Fact name="Author">{author}</Fact>}
      {note && <Fact name="Note">{note}</Fact>}
      {commit.exclude.length > 0 && <Fact name="Excluded paths">{codes(commit.exclude)}</Fact>}
      {commit.redact_env.length > 0 && <Fact name="Redacted variables">{codes(commit.redact_env)}</Fact>}
      {cancelled_by && <Fact name="Cancelled by">{cancelled_by}</Fact>}
      <Fact name="Accepted">
        <Moment at={accepted_at} />
      </Fact>
      {ended_at && (
        <Fact name="Ended">
          <Moment at={ended_at} />, after {formatDuration((Date.parse(ended_at) - Date.parse(accepted_at)) / 1000)}
        </Fact>
      )}
      {attempt > 1 && <Fact name="Attempt">{attempt}: the agent lost the previous one</Fact>}
      <Fact name="Commit id">
        <Copyable text={id} what="the commit id" />
      </Fact>
    </dl>
  );
}

function codes(texts: readonly string[]): ComponentChildren {
  return texts.map((text) => (
    <div key={text}>
      <code>{text}</code>
    </div>
  ));
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
