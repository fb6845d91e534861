import { describe, expect, it } from '@jest/globals';
import { failureText } from './failure-text.js';

describe('failureText', () => {
  it('shows title, detail and hint', () => {
    const problem = { code: 'disk_full', title: 'The disk is full', detail: 'No space.', hint: 'Free some.' };
    expect(failureText(problem)).toBe('error: The disk is full\n  No space.\n  hint: Free some.');
  });

  it('replaces hints that refer to the API of the shield', () => {
    const problem = { code: 'unauthorized', title: 'No token', detail: 'None.', hint: 'Send `Authorization: …`.' };
    expect(failureText(problem)).toMatch(/hint: Set FACTORY_TOKEN/);
    expect(failureText(problem)).not.toContain('Authorization');
  });

  it('strips control characters', () => {
    expect(failureText({ code: 'x', title: 'T', detail: 'a\u001b[31m\nb' })).toBe('error: T\n  a [31m b');
  });
});
