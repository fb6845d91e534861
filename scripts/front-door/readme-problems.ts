/** A heading or a code block of a Markdown text. */
interface Element {
  readonly line: number;
  /** Level of a heading, or the block with its fences. */
  readonly content: string;
}

/**
 * Differences between a text and its translation: headings of another level or order, and code blocks that are not
 * identical.
 *
 * @param original text in Markdown
 * @param translation its translation
 */
export function translationProblems(original: string, translation: string): string[] {
  const [expected, actual] = [elementsOf(original), elementsOf(translation)];
  for (const [index, { line, content }] of expected.entries()) {
    const found = actual[index];
    if (!found) return [`line ${line} of the original has no counterpart: ${firstLine(content)}`];
    if (found.content !== content) {
      return [`line ${found.line} differs from line ${line} of the original: ${firstLine(content)}`];
    }
  }
  const extra = actual[expected.length];
  return extra ? [`line ${extra.line} has no counterpart in the original: ${firstLine(extra.content)}`] : [];
}

function elementsOf(text: string): Element[] {
  const elements: Element[] = [];
  let block: { line: number; lines: string[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (block) {
      block.lines.push(line);
      if (!/^\s*```\s*$/.test(line)) continue;
      elements.push({ line: block.line, content: block.lines.join('\n') });
      block = undefined;
    } else if (/^\s*```/.test(line)) {
      block = { line: index + 1, lines: [line] };
    } else {
      const heading = /^(#{1,6}) /.exec(line)?.[1];
      if (heading !== undefined) elements.push({ line: index + 1, content: `heading ${heading}` });
    }
  }
  if (block) elements.push({ line: block.line, content: block.lines.join('\n') });
  return elements;
}

function firstLine(content: string): string {
  const [first = '', second = ''] = content.split('\n');
  return first.startsWith('heading') ? first : `${first} ${second}`.trim();
}
