import type { Problem } from '@image-factory/client';
import { printable } from './printable.js';

/** Hints for CLI users; the shield's own hints refer to its API. */
const HINTS: Readonly<Record<string, string>> = {
  unauthorized: 'Set FACTORY_TOKEN, or name a file by --token-file: one of the tokens in api_token of the shield.',
  shield_unreachable: 'Check that it runs, and its address: --shield or FACTORY_SHIELD.',
  not_a_shield: 'Check the address of the shield: --shield or FACTORY_SHIELD.',
  commit_running: 'Wait until it has ended: `factory show ID --follow` shows how far it is.',
  idempotency_key_reused: 'Take a new --key for every new order, and the same one only to repeat one.',
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
  const todo = HINTS[code] ?? hint;
  return [`error: ${printable(title)}`, detail, todo && `hint: ${todo}`].filter(Boolean).map(indented).join('\n');
}

function indented(line: string | undefined, index: number): string {
  return `${index === 0 ? '' : '  '}${printable(line ?? '')}`;
}
