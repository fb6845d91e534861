import { spawnSync } from 'node:child_process';
import type { Finding } from './finding.js';

/** Output of `npm audit --json`: the counts, or the reason for their absence. */
interface AuditReport {
  readonly metadata?: { readonly vulnerabilities: Readonly<Record<string, number>> };
  readonly message?: string;
  readonly error?: { readonly summary?: string };
}

/** Checks the release's dependencies for known vulnerabilities. Without an answer from npm, the result is unknown. */
export function checkAudit(root: string): Finding {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: root, encoding: 'utf8' });
  return readAudit(stdout);
}

/** @param text the output of `npm audit --json` */
export function readAudit(text: string): Finding {
  const { metadata, message, error }: AuditReport = parse(text);
  if (!metadata) {
    const reason = message || error?.summary || 'its output is no audit report';
    const advice = 'A release needs an answer: retry with a registry that serves audit reports.';
    return { summary: 'no answer', problems: [`npm audit could not query the registry: ${reason}. ${advice}`] };
  }
  const { total = 0, ...levels } = metadata.vulnerabilities;
  const found = Object.entries(levels).filter(([, count]) => count > 0);
  const summary = `${total} known vulnerabilities`;
  if (total === 0) return { summary, problems: [] };
  const figures = found.map(([level, count]) => `${count} ${level}`).join(', ');
  return { summary, problems: [`npm audit reports ${figures}: see \`npm audit --omit=dev\`.`] };
}

function parse(text: string): AuditReport {
  try {
    return JSON.parse(text) as AuditReport;
  } catch {
    return {};
  }
}
