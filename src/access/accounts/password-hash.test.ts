import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './password-hash.ts';

test('a password is known again, and another one is not', async () => {
  const hash = await hashPassword('Grüße, 世界');
  expect(await verifyPassword('Grüße, 世界', hash)).toBe(true);
  expect(await verifyPassword('Gru\u0308ße, 世界', hash)).toBe(true);
  expect(await verifyPassword('Grüße, 世界 ', hash)).toBe(false);
  expect(await verifyPassword('', hash)).toBe(false);
});

test('a hash tells nothing of the password, and is another one every time', async () => {
  const [one, two] = [await hashPassword('secret'), await hashPassword('secret')];
  expect(one).toMatch(/^scrypt\$32768\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
  expect(two).not.toBe(one);
});

test('a hash of an unknown form is trouble, not a wrong password', async () => {
  await expect(verifyPassword('secret', 'md5$x')).rejects.toThrow('unknown form');
});
