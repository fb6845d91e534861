import './copyable.css';
import type { ComponentChildren } from 'preact';
import { CopyButton } from './copy-button.js';

interface CopyableProps {
  readonly text: string;
  /** Names it, as in "Copy the digest". */
  readonly what: string;
  /** What is shown of it; default: all. */
  readonly children?: ComponentChildren;
}

/** A text that is made to be pasted somewhere. */
export function Copyable({ text, what, children = text }: CopyableProps) {
  return (
    <span class="copyable">
      <code title={text}>{children}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}
