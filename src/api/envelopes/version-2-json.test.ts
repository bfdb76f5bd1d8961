import { describe, expect, it } from 'vitest';
import { writeVersion2Answer } from './version-2-json.ts';

describe('an answer of version 2', () => {
  const ids = [
    { name: 'photo_id', value: 60433, isChild: true },
    { name: 'token', value: 'a<b', isChild: true },
  ];

  it('writes what is wanted at the top once more, behind data, and whole whatever fields were chosen', () => {
    const answer = { kind: 'object' as const, message: 'Done', object: ids, topLevel: ids };
    const write = (reading: { fields?: ReadonlySet<string> }) =>
      writeVersion2Answer(answer, { level: 'none', reading }).body;
    const start = '{"status":"ok","permission_level":"none","cached":false,"message":"Done","data":';
    const top = ',"photo_id":60433,"token":"a\\u003cb"}';
    expect(write({})).toBe(`${start}{"photo_id":60433,"token":"a\\u003cb"}${top}`);
    expect(write({ fields: new Set(['token']) })).toBe(`${start}{"token":"a\\u003cb"}${top}`);
  });

  it('writes a list that continues from an id with its size alone', () => {
    const answer = { kind: 'list' as const, items: [ids.slice(0, 1)], page: { size: 20 } };
    expect(writeVersion2Answer(answer, { level: 'write', reading: {} }).body).toBe(
      '{"status":"ok","permission_level":"write","cached":false,"message":"","size":20,"data":[{"photo_id":60433}]}',
    );
  });
});
