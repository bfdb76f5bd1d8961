import { expect, test } from 'vitest';
import { auditDetails, auditedPaths } from './audited-methods.ts';
import { levelOf } from './declaration.ts';
import { apiMethods } from './method-list.ts';

test('every method that changes something and needs a high level is in the audit trail', () => {
  const high = apiMethods.filter(
    (method) =>
      method.versions.includes(2) && method.changesState && ['admin', 'super'].includes(levelOf(method, 2)),
  );
  expect(high.length).toBeGreaterThan(8);
  expect(high.map(({ path }) => path).filter((path) => !auditedPaths.includes(path))).toEqual([]);
});

test.each(auditedPaths)('%s keeps the ids, and no secret of what was sent or answered', (path) => {
  const method = apiMethods.find((candidate) => candidate.path === path);
  if (!method) throw new Error('There is no such method');
  const version = method.versions.includes(2) ? 2 : 1;
  const names = Object.keys(method.parameters(version).shape);
  const secrets = names.filter((name) => /secret|password|token$|^key$|url|endpoint/.test(name));
  const pairs = names.map((name) => [name, secrets.includes(name) ? 'SECRET' : `sent-${name}`] as const);
  const details = auditDetails(path, pairs, method.example.toWire(version));
  expect(Object.values(details ?? {})).not.toContain('SECRET');
  expect(Object.keys(details ?? {}).join()).toMatch(/_id|email|action|event|name/);
  expect(Object.keys(details ?? {}).filter((name) => /secret|password|_token$|^key$/.test(name))).toEqual([]);
});
