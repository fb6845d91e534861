import { describe, expect, it } from '@jest/globals';
import { translationProblems } from './readme-problems.js';

const ORIGINAL = ['# Title', 'Text.', '', '## Try it', '```', 'npm run demo', '# no heading', '```', '## Links'].join(
  '\n',
);

describe('translationProblems', () => {
  it('accepts other words below the same headings and code', () => {
    const translation = ORIGINAL.replace('Title', '标题').replace('Text.', '一段\n\n两段').replace('Try it', '试用');
    expect(translationProblems(ORIGINAL, translation)).toEqual([]);
  });

  it.each([
    ['a heading of another level', '## Try it', '### 试用', /^line 4 differs from line 4 of the original: heading ##$/],
    ['other code', 'npm run demo', 'npm test', /^line 5 differs from line 5 of the original: ``` npm run demo$/],
    ['a missing heading', '## Links', '', /^line 9 of the original has no counterpart: heading ##$/],
    ['an extra heading', '## Links', '## 链接\n## 更多', /^line 10 has no counterpart in the original: heading ##$/],
  ])('finds %s', (_, text, replacement, problem) => {
    expect(translationProblems(ORIGINAL, ORIGINAL.replace(text, replacement))).toEqual([
      expect.stringMatching(problem),
    ]);
  });
});
