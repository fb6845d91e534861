import Sequencer from '@jest/test-sequencer';

/** Begins with the files that take long, so that the workers end at the same time; the others go as Jest would have them. */
export default class LongestFirst extends Sequencer {
  /** @override */
  sort(tests) {
    const [long, others] = [true, false].map((isLong) => tests.filter(({ path }) => isLong === LONG.test(path)));
    return [...super.sort(long), ...super.sort(others)];
  }
}

const LONG = /\.endurance-spec\.ts$/;
