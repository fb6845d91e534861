import { useEffect, useState } from 'preact/hooks';
import { copy } from './clipboard.js';
import { Icon } from './icon.js';

/** Display duration of the "copied" message, in milliseconds. */
const SHOWN_FOR = 2_000;

/** Copies a text. @param what the accessible name, as in "Copy the digest" */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_FOR);
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
