import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { passingEvents } from '../src/events/passing-events.ts';
import { eventCatalogue, eventTypes, originalNames } from '../src/events/catalogue.ts';

const page = await readFile(join(import.meta.dirname, '../docs/reference/events.md'), 'utf8');
const sections = page.split(/^## /m).slice(1);
const titleOf = (section: string) => /^`([^`]+)`/.exec(section)?.[1];

describe('the page of events', () => {
  it('has a section and a row for every event, and for nothing else', () => {
    expect(sections.map(titleOf)).toEqual([...eventTypes, undefined]);
    const passing = [...page.matchAll(/^### `([^`]+)`/gm)].map(([, name]) => name);
    expect(passing).toEqual(Object.keys(passingEvents));
    const rows = [...page.matchAll(/^\| \[`([^`]+)`\]\(#([a-z_]+)\) \|/gm)];
    expect(rows.map(([, name]) => name)).toEqual(eventTypes);
    expect(rows.map(([, , anchor]) => anchor)).toEqual(eventTypes.map((type) => type.replace('.', '')));
  });

  it.each(eventTypes)('tells every field of %s and no other, and shows them in an example', (type) => {
    const section = sections.find((text) => titleOf(text) === type) ?? '';
    const fields = [...section.matchAll(/^\| `(\w+)` \| (.+?) \| .+\. \|$/gm)];
    expect(fields.map(([, name]) => name)).toEqual(Object.keys(eventCatalogue[type].payload.shape));
    for (const [, , kind] of fields)
      expect(kind).toMatch(/^(string|number|boolean|array of (string|number)s|number or null)$/);
    const example = /```json\n(.*)\n```/s.exec(section)?.[1] ?? '';
    const message = JSON.parse(example) as { type: string; data: object };
    expect(message.type).toBe(type);
    expect(eventCatalogue[type].payload.strict().parse(message.data)).toEqual(message.data);
  });

  it('tells the names of the original API', () => {
    const rows = [...page.matchAll(/^\| `([a-z_]+)` \| `([a-z_.]+)` \|$/gm)];
    expect(Object.fromEntries(rows.map(([, name, type]) => [name, type]))).toEqual(originalNames);
  });
});
