import './frame/theme.css';
import './frame/base.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { Console } from './frame/console.js';
import { followCommits, isLive } from './shield/link.js';
import { credential } from './shield/token.js';

// Follow the commits with the most recently entered token.
effect(() => {
  void credential.value;
  const stop = new AbortController();
  void followCommits(stop.signal);
  return () => {
    stop.abort();
    isLive.value = false;
  };
});

render(<Console />, document.getElementById('console')!);
