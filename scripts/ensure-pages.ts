// Builds what browsers load, if that is needed.
import { ensurePages } from './build-pages.ts';

await ensurePages();
