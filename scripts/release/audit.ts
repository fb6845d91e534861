import { spawnSync } from 'node:child_process';
import type { Finding } from './finding.js';

/** What `npm audit --json` prints: the figures, or why it has none. */
interface AuditReport {
  readonly metadata?: { readonly vulnerabilities: Readonly<Record<string, number>> };
  readonly message?: string;
  readonly error?: { readonly summary?: string };
}

/** Whether npm knows of weaknesses in what is installed with a release. Without an answer, nothing is known. */
export function checkAudit(root: string): Finding {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: root, encoding: 'utf8' });
  return readAudit(stdout);
}

/** @param text what `npm audit --json` has printed */
export function readAudit(text: string): Finding {
  const { metadata, message, error }: AuditReport = parse(text);
  if (!metadata) {
    const reason = message || error?.summary || 'it printed nothing that can be read';
    const advice = 'A release needs an answer: try again where the registry serves it.';
    return { summary: 'no answer', problems: [`npm audit could not ask the registry: ${reason}. ${advice}`] };
  }
  const { total = 0, ...levels } = metadata.vulnerabilities;
  const found = Object.entries(levels).filter(([, count]) => count > 0);
  const summary = `${total} known weaknesses`;
  if (total === 0) return { summary, problems: [] };
  const figures = found.map(([level, count]) => `${count} ${level}`).join(', ');
  return { summary, problems: [`npm audit knows ${figures}: see \`npm audit --omit=dev\`.`] };
}

function parse(text: string): AuditReport {
  try {
    return JSON.parse(text) as AuditReport;
  } catch {
    return {};
  }
}
