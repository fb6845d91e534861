import './copyable.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icon.js';

/** Copies a text. On a page served over plain HTTP, browsers offer no clipboard API, only `execCommand`. */
export async function copy(text: string): Promise<void> {
  if (isSecureContext) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'out-of-sight';
  // Text outside an open modal dialog cannot be selected.
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  const focused = document.activeElement;
  field.select();
  document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
}

/** Display duration of the "copied" message. */
const COPIED_SHOWN_MS = 2_000;

/** Copies a text. @param what the accessible name, as in "Copy the digest" */
function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <button type="button" class="button quiet small" onClick={() => void copy(text).then(() => setCopied(true))}>
      <Icon name={isCopied ? 'check' : 'copy'} />
      <span aria-live="polite">{isCopied ? 'Copied' : 'Copy'}</span>
      <span class="out-of-sight"> {what}</span>
    </button>
  );
}

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
