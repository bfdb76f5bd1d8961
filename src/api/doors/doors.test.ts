import { describe, expect, it } from 'vitest';
import { apiMethods } from '../method-list.ts';
import { apiDoors } from './described-doors.ts';

describe('the doors', () => {
  it('are methods of their own, each declared once', () => {
    const paths = apiDoors.map(({ path }) => path);
    expect(paths).toEqual([
      'photo/redeem-upload-token',
      'photo/upload',
      'photo/replace',
      'photo/redeem-replace-token',
      'openupload/upload-file',
    ]);
    expect(apiMethods.filter(({ path }) => paths.includes(path))).toEqual([]);
  });

  it.each(apiDoors.map((method) => [method.path, method] as const))(
    '%s has an example that its own parameters take',
    (_path, method) => {
      for (const version of method.versions) {
        expect(method.parameters(version).safeParse(method.example.parameters).success).toBe(true);
        expect(method.httpMethods[version]).toEqual(['POST', 'GET']);
      }
    },
  );
});
