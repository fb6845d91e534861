import './header.css';
import { addressOf, NO_FILTER, type Route } from '../route/route.js';
import { isLive, wasLive } from '../shield/link.js';
import { forgetCommits, underWay } from '../shield/commits.js';
import { SHIELD_ADDRESS } from '../shield/shield-address.js';
import { credential, forgetToken } from '../shield/token.js';

/** Header of every page: name, navigation, and connection state. */
export function Header({ page }: { readonly page: Route['page'] }) {
  const running = underWay.value.length;
  const isCommits = page === 'commits' || page === 'commit';
  return (
    <header class="header">
      <div>
        <a class="brand" href={addressOf({ page: 'nodes' })}>
          <img src={`${SHIELD_ADDRESS}/console/favicon.svg`} alt="" width="28" height="28" />
          <span>Image Factory</span>
        </a>
        <nav aria-label="Pages">
          <a href={addressOf({ page: 'nodes' })} aria-current={page === 'nodes' ? 'page' : undefined}>
            Nodes
          </a>
          <a
            href={addressOf({ page: 'commits', filter: NO_FILTER })}
            aria-current={isCommits ? (page === 'commits' ? 'page' : 'true') : undefined}
          >
            Commits
            {running > 0 && (
              <span class="count">
                {running}
                <span class="out-of-sight"> under way</span>
              </span>
            )}
          </a>
          <a href={`${SHIELD_ADDRESS}/docs`}>API</a>
        </nav>
        <LinkState />
        <TokenControl />
      </div>
    </header>
  );
}

/** Shows whether the page receives live updates. */
function LinkState() {
  return (
    <span class={`link-state ${isLive.value ? 'live' : ''}`} role="status">
      {isLive.value ? <span class="if-wide">Live</span> : wasLive.value ? 'Reconnecting…' : 'Connecting…'}
    </span>
  );
}

/** Lets users remove their token from the browser. */
function TokenControl() {
  if (credential.value.token === undefined) return null;
  return (
    <button type="button" class="button quiet small" onClick={forget}>
      Forget<span class="if-wide"> token</span>
    </button>
  );
}

function forget(): void {
  forgetCommits();
  forgetToken();
}
