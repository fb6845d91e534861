import Sequencer from '@jest/test-sequencer';

/** Starts with the slow files, so that all workers finish at about the same time; the others keep Jest's order. */
export default class LongestFirst extends Sequencer {
  /** @override */
  sort(tests) {
    const [long, others] = [true, false].map((isLong) => tests.filter(({ path }) => isLong === LONG.test(path)));
    return [...super.sort(long), ...super.sort(others)];
  }
}

const LONG = /\.endurance-spec\.ts$/;
