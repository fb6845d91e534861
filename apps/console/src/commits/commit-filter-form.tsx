import './commit-filter-form.css';
import { useEffect, useState } from 'preact/hooks';
import { turnTo } from '../route/place.js';
import { addressOf, isNarrow, NO_FILTER, type CommitFilter, STATE_FILTERS } from '../route/route.js';
import { ask } from '../shield/shield.js';
import { useAnswer } from '../shield/use-answer.js';
import { STATE_GROUPS } from './commit-state.js';

/** Debounce delay of the text input. */
const DEBOUNCE_MS = 300;

/** Filter form of the commit list. The filter is part of the address, so that it can be bookmarked and shared. */
export function CommitFilterForm({ filter }: { readonly filter: CommitFilter }) {
  const [draft, setDraft] = useState(filter);
  const address = addressOf({ page: 'commits', filter });
  const wanted = trimmed(draft);
  const isShown = addressOf({ page: 'commits', filter: wanted }) === address;
  // The address also changes through Back or a link.
  useEffect(() => {
    if (!isShown) setDraft(filter);
  }, [address]);
  useEffect(() => {
    if (isShown) return;
    const timer = setTimeout(() => turnTo({ page: 'commits', filter: wanted }), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  return (
    <form
      class="commit-filter"
      role="search"
      aria-label="Filter the list"
      onSubmit={(event) => event.preventDefault()}
      onInput={(event) => setDraft(filterOf(new FormData(event.currentTarget)))}
    >
      <fieldset>
        <legend class="out-of-sight">State</legend>
        {STATE_FILTERS.map((state) => (
          <label key={state} class="chip">
            <input type="checkbox" name="state" value={state} checked={draft.states.includes(state)} />
            <span>{STATE_GROUPS[state].name}</span>
          </label>
        ))}
        {isNarrow(draft) && (
          <button type="button" class="button quiet small" onClick={() => setDraft(NO_FILTER)}>
            Show all
          </button>
        )}
      </fieldset>
      <NodeField chosen={draft.ip} />
      <label class="field">
        <span>Container</span>
        <input name="container" value={draft.container} placeholder="exact name" autocomplete="off" />
      </label>
      <label class="field">
        <span>Image</span>
        <input name="image" value={draft.image} placeholder="prefix" autocomplete="off" />
      </label>
      <label class="field">
        <span>Author</span>
        <input name="author" value={draft.author} placeholder="exact name" autocomplete="off" />
      </label>
    </form>
  );
}

/** Addresses that commits may refer to. A selected but unknown address is offered as well. */
function NodeField({ chosen }: { readonly chosen: string }) {
  const { value = [] } = useAnswer(addresses, 'addresses');
  const offered = chosen && !value.includes(chosen) ? [chosen, ...value] : value;
  return (
    <label class="field">
      <span>Node</span>
      <select name="ip" value={chosen}>
        <option value="">all nodes</option>
        {offered.map((ip) => (
          <option key={ip} value={ip}>
            {ip}
          </option>
        ))}
      </select>
    </label>
  );
}

async function addresses(): Promise<string[]> {
  return (await ask((shield) => shield.GET('/v2/agents'))).items.map(({ ip }) => ip);
}

function filterOf(form: FormData): CommitFilter {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value : '';
  };
  const states = form.getAll('state');
  return {
    states: STATE_FILTERS.filter((state) => states.includes(state)),
    ip: text('ip'),
    container: text('container'),
    image: text('image'),
    author: text('author'),
  };
}

function trimmed({ states, ip, container, image, author }: CommitFilter): CommitFilter {
  return { states, ip, container: container.trim(), image: image.trim(), author: author.trim() };
}
