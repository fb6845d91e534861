import { useEffect, useState } from 'preact/hooks';
import type { Commit } from '@image-factory/client';
import { lastEnded } from '../shield/saves.js';

/** Live region that announces the end of each commit to screen readers. */
export function News() {
  const [text, setText] = useState('');
  const ended = lastEnded.value;
  useEffect(() => {
    if (ended) setText(sentenceOf(ended));
  }, [ended]);
  return (
    <p class="out-of-sight" role="status">
      {text}
    </p>
  );
}

function sentenceOf({ state, container, error }: Commit): string {
  if (state === 'succeeded') return `${container} is saved.`;
  if (state === 'failed') return `${container} could not be saved: ${error?.title}.`;
  return `Saving ${container} was cancelled.`;
}
