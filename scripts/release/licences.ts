import type { Finding } from './finding.js';
import type { ProductionPackage } from './production-packages.js';

/** Permissive licences, by SPDX id: they allow redistribution under another licence and require only notices. */
const ALLOWED: ReadonlySet<string> = new Set([
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT', 'MIT-0'],
  ...['Python-2.0', 'Unlicense', 'Zlib'],
]);

/** Checks that the licences of all release dependencies are allowed. */
export function checkLicences(packages: readonly Pick<ProductionPackage, 'manifest'>[]): Finding {
  const seen = new Set<string>();
  const problems: string[] = [];
  for (const { manifest } of packages) {
    const licence = licenceOf(manifest);
    seen.add(licence);
    if (isAllowed(licence)) continue;
    problems.push(`${manifest.name} ${manifest.version} has the licence "${licence}", which is not on the list.`);
  }
  return { summary: `${packages.length} packages: ${[...seen].sort().join(', ')}`, problems };
}

function licenceOf({ license, licenses }: ProductionPackage['manifest']): string {
  const written = license ?? licenses?.map(({ type }) => type).join(' OR ');
  return (typeof written === 'object' ? written.type : written) || 'none';
}

/** OR needs one allowed licence, AND needs all. Nested parentheses need a human review. */
function isAllowed(expression: string): boolean {
  const alternatives = expression.replace(/^\((?<inner>[^()]*)\)$/, '$<inner>').split(' OR ');
  return alternatives.some((alternative) => alternative.split(' AND ').every((id) => ALLOWED.has(id)));
}
