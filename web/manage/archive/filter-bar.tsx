import { useEffect, useRef } from 'preact/hooks';
import { api } from '../data/client.ts';
import { useLoaded } from '../data/loaded.ts';
import { Icon } from '../parts/icons.tsx';
import { changeQuery, place } from '../routing/router.ts';
import { filterNames, kinds, orders, states } from './filters.ts';

const TYPING_MS = 300;

/** Search, filters and order of the archive. What is chosen stands in the address, so that it can be kept and shared. */
export function FilterBar() {
  const { query } = place();
  const albums = useLoaded('albums', async () => (await api.album.list({ size: 100 })).items);
  const tags = useLoaded('tags', async () => (await api.tag.list({ size: 100 })).items);
  const isFiltered = filterNames.some((name) => query.has(name));
  return (
    <form class="filters" role="search" aria-label="Archive" onSubmit={(event) => event.preventDefault()}>
      <SearchBox value={query.get('search') ?? ''} />
      <Choice label="Kind" name="kind" choices={kinds} />
      <Choice label="State" name="state" choices={states} />
      <Choice
        label="Album"
        name="album"
        choices={[
          ['', 'Every album'],
          ...(albums.data ?? []).map(({ album_id, title }) => [String(album_id), title] as const),
        ]}
      />
      <Choice
        label="Tag"
        name="tag"
        choices={[['', 'Every tag'], ...(tags.data ?? []).map(({ tag }) => [tag, tag] as const)]}
      />
      <Choice label="Order" name="sort" choices={orders} />
      {isFiltered && (
        <button
          type="button"
          class="plain"
          onClick={() => changeQuery(Object.fromEntries(filterNames.map((name) => [name, ''])))}
        >
          Clear filters
        </button>
      )}
    </form>
  );
}

function SearchBox({ value }: { readonly value: string }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current && input.current !== document.activeElement) input.current.value = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => changeQuery({ search: input.current?.value.trim() ?? '' }), TYPING_MS);
  };
  return (
    <label class="search">
      <span class="only-heard">Search titles, descriptions, file names and tags</span>
      <Icon name="search" />
      <input ref={input} type="search" defaultValue={value} placeholder="Search" onInput={search} />
    </label>
  );
}

function Choice({
  label,
  name,
  choices,
}: {
  readonly label: string;
  readonly name: string;
  readonly choices: ReadonlyArray<readonly [string, string]>;
}) {
  const value = place().query.get(name) ?? '';
  const isKnown = choices.some(([one]) => one === value);
  return (
    <select
      aria-label={label}
      class={value === '' ? '' : 'chosen'}
      value={value}
      onChange={(event) => changeQuery({ [name]: event.currentTarget.value })}
    >
      {choices.map(([one, text]) => (
        <option key={one} value={one}>
          {text}
        </option>
      ))}
      {!isKnown && <option value={value}>{value}</option>}
    </select>
  );
}
