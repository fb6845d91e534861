import { useEffect, useState } from 'preact/hooks';
import type { Commit } from '@image-factory/client';
import { lastEnded } from '../shield/saves.js';

/** Says the end of each save to those who listen to the page instead of looking at it. */
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
