import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { isSelected, toggleSelected } from './selection.ts';
import type { PhotoPages } from './photo-pages.ts';
import { Tile } from './tile.tsx';

const GAP = 16;
const MIN_WIDTH = { wide: 208, narrow: 150 };
const CAPTION = 66;
/** Rows that are drawn above and below what is seen. */
const SPARE_ROWS = 3;

interface View {
  readonly width: number;
  /** How far the top of the grid is above the top of the window, pixels. */
  readonly above: number;
  readonly height: number;
}

/** The items of a list as tiles. However many there are, only those near what is seen are drawn. */
export function Grid({ pages, canSelect }: { readonly pages: PhotoPages; readonly canSelect: boolean }) {
  const box = useRef<HTMLUListElement>(null);
  const view = useSignal<View>({ width: 0, above: 0, height: innerHeight });
  useView(box, view);

  const { total = 0, items } = pages.state.value;
  const { columns, tileWidth, rowHeight } = layOut(view.value.width);
  const firstRow = Math.max(0, Math.floor(view.value.above / rowHeight) - SPARE_ROWS);
  const lastRow = Math.ceil((view.value.above + view.value.height) / rowHeight) + SPARE_ROWS;
  const first = firstRow * columns;
  const last = Math.min(total - 1, lastRow * columns + columns - 1);
  useEffect(() => {
    if (view.value.width > 0 && last >= first) pages.want(first, last);
  }, [pages, first, last, view.value.width]);

  const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset);
  const rows = Math.ceil(total / columns);
  return (
    <ul
      ref={box}
      class="grid"
      aria-label="Items"
      style={{ height: `${Math.max(0, rows * rowHeight - GAP)}px` }}
    >
      {view.value.width > 0 &&
        indexes.map((index) => {
          const photo = items.get(index);
          const [column, row] = [index % columns, Math.floor(index / columns)];
          return (
            <li
              key={photo?.photo_id ?? `at ${index}`}
              aria-setsize={total}
              aria-posinset={index + 1}
              style={{
                width: `${tileWidth}px`,
                height: `${rowHeight - GAP}px`,
                transform: `translate(${column * (tileWidth + GAP)}px, ${row * rowHeight}px)`,
              }}
            >
              <Tile
                photo={photo}
                isSelected={photo !== undefined && isSelected(photo.photo_id)}
                onSelect={canSelect && photo ? () => toggleSelected(photo) : undefined}
              />
            </li>
          );
        })}
    </ul>
  );
}

function layOut(width: number): { columns: number; tileWidth: number; rowHeight: number } {
  const least = width < 600 ? MIN_WIDTH.narrow : MIN_WIDTH.wide;
  const columns = Math.max(1, Math.floor((width + GAP) / (least + GAP)));
  const tileWidth = Math.max(1, Math.floor((width - GAP * (columns - 1)) / columns));
  return { columns, tileWidth, rowHeight: Math.round((tileWidth * 3) / 4) + CAPTION + GAP };
}

/** Follows what is seen of the grid, once per drawn picture at most. */
function useView(box: { readonly current: HTMLElement | null }, view: Signal<View>): void {
  useLayoutEffect(() => {
    let frame = 0;
    const look = () => {
      frame = 0;
      const rectangle = box.current?.getBoundingClientRect();
      if (!rectangle) return;
      const next = { width: rectangle.width, above: Math.max(0, -rectangle.top), height: innerHeight };
      const now = view.peek();
      if (next.width !== now.width || next.above !== now.above || next.height !== now.height)
        view.value = next;
    };
    const note = () => {
      frame ||= requestAnimationFrame(look);
    };
    look();
    const observer = new ResizeObserver(note);
    if (box.current) observer.observe(box.current);
    addEventListener('scroll', note, { passive: true });
    addEventListener('resize', note);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      removeEventListener('scroll', note);
      removeEventListener('resize', note);
    };
  }, []);
}
