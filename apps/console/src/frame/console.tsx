import './console.css';
import { useEffect, useRef } from 'preact/hooks';
import { NodesPage } from '../nodes/nodes-page.js';
import { place } from '../route/place.js';
import type { Route } from '../route/route.js';
import { SavePage } from '../saves/save-page.js';
import { SavesPage } from '../saves/saves-page.js';
import { tokenWanted } from '../shield/token.js';
import { Header } from './header.js';
import { News } from './news.js';
import { NowherePage } from './nowhere-page.js';
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
      <News />
      {tokenWanted.value && <TokenDialog reason={tokenWanted.value} />}
    </>
  );
}

const TITLES: Readonly<Record<Route['page'], string>> = {
  nodes: 'Nodes',
  saves: 'Saves',
  save: 'A save',
  nowhere: 'Nothing here',
};

function Page({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'nodes':
      return <NodesPage ip={route.ip} />;
    case 'saves':
      return <SavesPage filter={route.filter} />;
    case 'save':
      return <SavePage key={route.id} id={route.id} />;
    case 'nowhere':
      return <NowherePage />;
  }
}

/** The URL fragment selects the view, so it cannot name a scroll target. */
function skipTo(event: Event, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}
