import './console.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Commit } from '@image-factory/client';
import { EmptyNote } from '../elements/placeholder.js';
import { NodesPage } from '../nodes/nodes-page.js';
import { place } from '../route/place.js';
import { addressOf, type Route } from '../route/route.js';
import { CommitPage } from '../commits/commit-page.js';
import { CommitsPage } from '../commits/commits-page.js';
import { lastEnded } from '../shield/commits.js';
import { tokenWanted } from '../shield/token.js';
import { Header } from './header.js';
import { TokenDialog } from './token-dialog.js';

/** The whole page. */
export function Console() {
  const main = useRef<HTMLElement>(null);
  const { page } = place.value;
  const isFirst = useRef(true);
  useEffect(() => {
    document.title = `${TITLES[page]} · Image Factory`;
    // Move the focus to the new content, for keyboard and screen reader users.
    if (!isFirst.current) main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
    isFirst.current = false;
  }, [page]);
  return (
    <>
      <a class="skip" href="#content" onClick={(event) => skipTo(event, main.current)}>
        Skip to the content
      </a>
      <Header page={page} />
      <main ref={main} id="content" tabIndex={-1}>
        <Page route={place.value} />
      </main>
      <EndAnnouncer />
      {tokenWanted.value && <TokenDialog reason={tokenWanted.value} />}
    </>
  );
}

const TITLES: Readonly<Record<Route['page'], string>> = {
  nodes: 'Nodes',
  commits: 'Commits',
  commit: 'A commit',
  nowhere: 'Page not found',
};

function Page({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'nodes':
      return <NodesPage ip={route.ip} />;
    case 'commits':
      return <CommitsPage filter={route.filter} />;
    case 'commit':
      return <CommitPage key={route.id} id={route.id} />;
    case 'nowhere':
      return <NowherePage />;
  }
}

/** The URL fragment selects the view, so it cannot name a scroll target. */
function skipTo(event: Event, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}

/** Live region that announces the end of each commit to screen readers. */
export function EndAnnouncer() {
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

/** Page for an unknown route. */
function NowherePage() {
  return (
    <>
      <h1>Page not found</h1>
      <EmptyNote title="No such page">
        <p>
          Go to <a href={addressOf({ page: 'nodes' })}>the nodes</a> instead.
        </p>
      </EmptyNote>
    </>
  );
}
