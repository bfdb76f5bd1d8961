import type { Command } from 'commander';
import { type Client, createClient } from '../client/client.ts';
import { createOutput, type Output } from './output.ts';

const DEFAULT_URL = 'http://127.0.0.1:2323';

/** Options of every command that talks to a server. */
export interface ApiOptions {
  readonly url: string;
  readonly key?: string;
  readonly json?: boolean;
}

/** Adds the option that makes a command write JSON. */
export function addJsonOption(command: Command): Command {
  return command.option('--json', 'write JSON, for programs');
}

/** Adds the options that every command needs that talks to a server. */
export function addApiOptions(command: Command): Command {
  return addJsonOption(
    command
      .option('--url <url>', 'address of the server (SLIPWAY_URL)', process.env['SLIPWAY_URL'] || DEFAULT_URL)
      // The default is read later: help must not print it.
      .option('--key <key>', 'key for the API (SLIPWAY_KEY)'),
  );
}

/** The key that was given. */
export function keyOf({ key }: ApiOptions): string | undefined {
  return key ?? (process.env['SLIPWAY_KEY'] || undefined);
}

/** The client and the output that the options of a command ask for. */
export function openApi(options: ApiOptions): { readonly client: Client; readonly output: Output } {
  const client = createClient({ url: options.url, key: keyOf(options) });
  return { client, output: createOutput(options.json ?? false) };
}

/** Collects up to `limit` objects of a list, page by page. `fetchPage` gets what came so far and how many to ask for. */
export async function collectItems<Item>(
  limit: number,
  fetchPage: (items: readonly Item[], size: number) => Promise<readonly Item[]>,
): Promise<Item[]> {
  const items: Item[] = [];
  const size = Math.min(limit, 100);
  while (items.length < limit) {
    const page = await fetchPage(items, size);
    items.push(...page);
    if (page.length < size) break;
  }
  return items.slice(0, limit);
}
