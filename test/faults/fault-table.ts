import type { FaultOutcome } from './fault.js';

const COLUMNS = [6, 9, 12, 12, 10];

/** The table header. */
export function tableHead(): string {
  return row(['round', 'victim', 'moment', 'phase', 'ended', 'seconds and what is broken']);
}

/** One outcome as a table row. */
export function tableRow(round: number, { victim, moment, phase, commit, seconds, broken }: FaultOutcome): string {
  const result = [seconds.toFixed(1), ...broken].join('; ');
  return row([String(round), victim, moment, phase, commit?.status ?? 'never', result]);
}

function row(cells: readonly string[]): string {
  return cells.map((cell, index) => cell.padEnd(COLUMNS[index] ?? 0)).join('');
}
