/** Works off `items`, some at a time. The first failure stops the others, and is thrown once all have stopped. */
export async function inParallel<Item>(
  items: readonly Item[],
  concurrency: number,
  perform: (item: Item) => Promise<void>,
  failure: AbortController,
): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    try {
      for (const item of queue) {
        failure.signal.throwIfAborted();
        await perform(item);
      }
    } catch (error) {
      failure.abort(error);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  failure.signal.throwIfAborted();
}
