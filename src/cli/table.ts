import { toPrintable } from './printable.ts';

/** A column: its heading and what it shows of a row. */
export interface Column<Row> {
  readonly heading: string;
  readonly isNumber?: boolean;
  value(row: Row): string | number | null | undefined;
}

const MAX_CELL_CHARACTERS = 60;
const GAP = '  ';

/** Writes rows under headings, each column as wide as it needs to be. Texts are made harmless for a terminal. */
export function formatTable<Row>(columns: ReadonlyArray<Column<Row>>, rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column) => toCell(column.value(row))));
  const lines = [columns.map((column) => column.heading), ...cells];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, index) => {
          const width = widths[index] ?? 0;
          return columns[index]?.isNumber ? cell.padStart(width) : cell.padEnd(width);
        })
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

function toCell(value: string | number | null | undefined): string {
  const text = toPrintable(String(value ?? ''));
  return text.length > MAX_CELL_CHARACTERS ? `${text.slice(0, MAX_CELL_CHARACTERS - 1)}…` : text;
}
