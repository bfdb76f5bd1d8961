import type { ComponentChildren } from 'preact';

/** A column: what it is called, and what stands in it. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Numbers stand at the end of their column. */
  readonly isNumber?: boolean;
  /** What is done with a row: its heading is heard, not seen. */
  readonly isActions?: boolean;
}

/** Rows of the same kind. On a phone each row becomes a card that says before each value what it is. */
export function Table<Row>({
  label,
  rows,
  idOf,
  columns,
}: {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string | number;
  readonly columns: readonly Column<Row>[];
}) {
  const classOf = ({ isNumber, isActions }: Column<Row>) =>
    isActions ? 'actions' : isNumber ? 'number' : undefined;
  return (
    <table class="rows" aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.title} scope="col" class={classOf(column)}>
              {column.isActions ? <span class="only-heard">{column.title}</span> : column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={idOf(row)}>
            {columns.map((column) => (
              <td
                key={column.title}
                class={classOf(column)}
                data-title={column.isActions ? undefined : column.title}
              >
                <div>{column.cell(row)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A button that goes on with a list; nothing when there is no more. */
export function More({ onMore }: { readonly onMore: (() => Promise<void>) | undefined }) {
  return onMore === undefined ? null : (
    <p class="more">
      <button type="button" class="secondary" onClick={() => void onMore()}>
        Show older ones
      </button>
    </p>
  );
}
