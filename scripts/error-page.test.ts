import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderErrorPage } from './error-page.ts';

describe('docs/reference/errors.md', () => {
  it('says what the code says; run `npm run docs` after a change', () => {
    const page = readFileSync(new URL('../docs/reference/errors.md', import.meta.url), 'utf8');
    expect(page).toBe(renderErrorPage());
  });
});
