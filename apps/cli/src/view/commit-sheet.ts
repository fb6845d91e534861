import { type Commit, formatDuration } from '@image-factory/client';
import { progressFigures } from './progress-line.js';
import { age, sheet } from './text.js';

/** Describes how the registry confirmed the digest. */
const VERIFICATIONS: Readonly<Record<NonNullable<Commit['verified_by']>, string>> = {
  head: 'HEAD',
  get: 'GET',
  push: "the registry's answer to the push",
};

/** All details of a commit, one per line. */
export function commitSheet(commit: Commit): string {
  const { error } = commit;
  return sheet([
    ['id', commit.id],
    ['state', commit.state],
    ['message', error ? undefined : commit.message],
    ['queue position', commit.place],
    ['progress', progressFigures(commit)],
    ['node', commit.ip],
    ['container', commit.container],
    ['image', commit.image],
    ['digest', commit.digest],
    ['verified by', commit.verified_by && (VERIFICATIONS[commit.verified_by] ?? commit.verified_by)],
    ['not saved', commit.not_saved?.map(({ destination, type }) => `${destination} (${type})`).join(' ')],
    ['author', commit.author],
    ['note', commit.note],
    ['excluded', commit.exclude.join(' ')],
    ['redacted', commit.redact_env.join(' ')],
    ['attempt', commit.attempt],
    ['accepted', `${commit.accepted_at}, ${age(commit.accepted_at)}`],
    ['ended', commit.ended_at && `${commit.ended_at}, after ${durationOf(commit)}`],
    ['cancelled by', commit.cancelled_by],
    ['error', error && `${error.title} (${error.code})`],
    ['detail', error?.detail],
    ['hint', error?.hint],
  ]);
}

/** Summary of a successful commit, on one line. */
export function successLine(commit: Commit): string {
  return [commit.state, commit.image, commit.digest, `in ${durationOf(commit)}`].filter(Boolean).join('  ');
}

/** Duration of a commit since its acceptance. */
function durationOf({ accepted_at: begin, ended_at: end = begin }: Commit): string {
  return formatDuration((Date.parse(end) - Date.parse(begin)) / 1000);
}
