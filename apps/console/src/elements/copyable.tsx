import './copyable.css';
import type { ComponentChildren } from 'preact';
import { CopyButton } from './copy-button.js';

interface CopyableProps {
  readonly text: string;
  /** Accessible name, as in "Copy the digest". */
  readonly what: string;
  /** Displayed part of the text; default: all of it. */
  readonly children?: ComponentChildren;
}

/** A text with a copy button. */
export function Copyable({ text, what, children = text }: CopyableProps) {
  return (
    <span class="copyable">
      <code title={text}>{children}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}
