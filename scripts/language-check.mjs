/**
 * Finds words that the project avoids in texts and names, including their inflections, parts of identifiers, and phrases
 * that span a line break.
 *
 * Usage: node scripts/language-check.mjs [--counts]
 *
 * `--counts` prints the number of findings per folder instead of the findings.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Banned words, their patterns, and replacements. */
const BANNED = [
  ['tells', /tells/, 'reports, shows, says'],
  ['anew', /anew/, 'again'],
  ['so many', /so many/, 'a number, or up to the limit'],
  ['goes on', /go(?:es|ing)? on|went on|gone on/, 'resumes, continues'],
  ['of late', /of late/, 'recently'],
  ['everybody', /everybody/, 'anyone, everyone'],
  ['besides', /besides/, 'also, apart from'],
  ['thaw', /thaw(?:s|ed|ing)?/, 'resume'],
  ['put right', /put(?:s|ting)? (?:\w+ )?right(?! behind)/, 'repair, recover'],
  ['look after', /look(?:s|ed|ing)? after/, 'check, recover'],
  ['anybody', /anybody/, 'anyone'],
  ['hand over', /hand(?:s|ed|ing)? over/, 'dispatch'],
  ['omission', /omissions?/, 'exclusion, redaction'],
  ['freeze', /freez(?:e|es|ing)|froze|frozen/, 'pause'],
];

/** Exceptions: identifiers of the kernel and of other APIs, and quotations. Each entry names its origin. */
const ALLOWED = [
  // State of a cgroup in the kernel's cgroup v1 freezer.
  /\bTHAWED\b/g,
  // Name of a feature on the wire between shield and agent, and of images in tests.
  /(?<=['"`])omissions(?=['"`/])|(?<=\\")omissions(?=\\")/g,
  // Of JavaScript.
  /\bObject\.freeze\b/g,
];

/** Words that are allowed in some files: the kernel's freezer stops the processes of a control group. */
const ALLOWED_IN = new Map([
  [
    'freeze',
    /^(libs\/(containerd\/|runtime\/src\/node\/|docker\/src\/ports\/docker-pauser)|sandbox\/|test\/(containerd|docker-pause|recordings\/)|bench\/)/,
  ],
]);

/** Third-party files, and files generated from checked sources. */
const SKIPPED = /^(package-lock\.json|LICENSE|scripts\/language-check\.mjs|.*\.(png|ico|svg|woff2?))$/;

/** Separators between the words of a phrase: spaces, line breaks, and comment prefixes. */
const GAP = String.raw`[\s*#/>]+`;

const PATTERNS = BANNED.map(([word, pattern, instead]) => {
  const source = pattern.source.replaceAll(' ', GAP);
  return { word, instead, pattern: new RegExp(String.raw`(?<![\p{L}\d])(?:${source})(?![\p{L}\d])`, 'giu') };
});

/** Splits identifiers into words. Preserves line breaks, so that line numbers stay valid. */
function plainWords(text) {
  const allowed = ALLOWED.reduce((rest, name) => rest.replaceAll(name, ''), text);
  return allowed.replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2').replaceAll(/(?<=[\p{L}\d])[_-](?=[\p{L}\d])/gu, ' ');
}

function* placesIn(file) {
  const text = readFileSync(file, 'utf8');
  const words = plainWords(text);
  for (const { word, instead, pattern } of PATTERNS) {
    if (ALLOWED_IN.get(word)?.test(file)) continue;
    for (const { index } of words.matchAll(pattern)) {
      const line = words.slice(0, index).split('\n').length;
      yield { file, line, word, instead, text: text.split('\n')[line - 1]?.trim() ?? '' };
    }
  }
}

/** The folder under which a file is counted: `apps/shield`, `docs`, or the file itself. */
function folderOf(file) {
  const [first, second] = file.split('/');
  return ['apps', 'libs'].includes(first) ? `${first}/${second}` : first;
}

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
const places = files
  .split('\n')
  .filter((file) => file !== '' && !SKIPPED.test(file))
  .flatMap((file) => [...placesIn(file)]);

if (process.argv.includes('--counts')) {
  const counts = new Map();
  for (const { file } of places) counts.set(folderOf(file), (counts.get(folderOf(file)) ?? 0) + 1);
  for (const [folder, count] of [...counts].sort()) console.log(`${folder}: ${count}`);
} else {
  for (const { file, line, word, instead, text } of places) {
    console.log(`${file}:${line}: "${word}" (write: ${instead}): ${text}`);
  }
}
if (places.length > 0) {
  console.error(`${places.length} places use words that the project avoids.`);
  process.exitCode = 1;
}
