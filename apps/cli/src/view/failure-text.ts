import type { Problem } from '@image-factory/client';
import { printable } from './text.js';

/** Hints for CLI users; the shield's own hints refer to its API. */
const HINTS: Readonly<Record<string, string>> = {
  unauthorized: 'Set FACTORY_TOKEN or --token-file to one of the tokens in the api_token of the shield.',
  shield_unreachable: 'Check that the shield runs, and its address: --shield or FACTORY_SHIELD.',
  not_a_shield: 'Check the address of the shield: --shield or FACTORY_SHIELD.',
  commit_running: 'Wait until it has ended: `factory show ID --follow` shows its progress.',
  idempotency_key_reused: 'Use a new --key for each new request; reuse one only to repeat the same request.',
  credentials_incomplete: 'Use --user and --password-stdin together, or neither.',
  registry_unauthorized: 'Use --user and --password-stdin, or run `docker login` for this registry on the node.',
};

/** A failure as text: its title, the details, and a hint. */
export function failureText({
  code,
  title,
  detail,
  hint,
}: Pick<Problem, 'code' | 'title' | 'detail' | 'hint'>): string {
  const remedy = HINTS[code] ?? hint;
  return [`error: ${printable(title)}`, detail, remedy && `hint: ${remedy}`].filter(Boolean).map(indented).join('\n');
}

function indented(line: string | undefined, index: number): string {
  return `${index === 0 ? '' : '  '}${printable(line ?? '')}`;
}
