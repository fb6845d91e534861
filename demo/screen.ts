import { styleText } from 'node:util';

/** Phases and their durations, in milliseconds. */
export type Timings = readonly (readonly [phase: string, milliseconds: number])[];

const WIDTH = 12;

/** Prints the demo's output; uses colours only on a terminal. */
export class Screen {
  readonly #start = performance.now();

  /** @param write receives each line; default: the console */
  constructor(private readonly write: (line: string) => void = console.log) {}

  /** Prints a headline. */
  title(text: string): void {
    this.write(`\n${styled('bold', text)}`);
  }

  /** Prints an event with the seconds since the start. */
  event(subject: string, text: string): void {
    const seconds = ((performance.now() - this.#start) / 1000).toFixed(2).padStart(7);
    this.write(`${styled('dim', `${seconds} s`)}  ${styled(colour(subject), subject.padEnd(WIDTH))} ${text}`);
  }

  /** Prints indented lines unchanged. */
  text(...lines: readonly string[]): void {
    for (const line of lines) this.write(`  ${line}`);
  }

  /** Prints a table of durations with their sum. */
  timings(timings: Timings): void {
    const width = Math.max(...timings.map(([phase]) => phase.length));
    const row = (phase: string, milliseconds: number) =>
      `${phase.padEnd(width)} ${(milliseconds / 1000).toFixed(2).padStart(8)} s`;
    const sum = timings.reduce((total, [, milliseconds]) => total + milliseconds, 0);
    this.text(...timings.map(([phase, milliseconds]) => row(phase, milliseconds)));
    this.text('-'.repeat(width + 11), row('in all', sum));
  }
}

type Style = Parameters<typeof styleText>[0];

function styled(style: Style, text: string): string {
  return process.stdout.isTTY ? styleText(style, text) : text;
}

function colour(subject: string): Style {
  if (subject === 'SUCCEEDED') return 'green';
  if (subject === 'FAILED') return 'red';
  return 'cyan';
}
