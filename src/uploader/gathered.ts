/** Passes on what has gathered, at most every `ms` milliseconds. */
export function createGathered<Value>(
  ms: number,
  pass: (values: ReadonlySet<Value>) => void,
): (value: Value) => void {
  let gathered = new Set<Value>();
  return (value) => {
    if (gathered.size === 0) {
      setTimeout(() => {
        const values = gathered;
        gathered = new Set();
        pass(values);
      }, ms);
    }
    gathered.add(value);
  };
}
