/** Nothing can be made from the file of an item, however often it is tried. The message is a sentence for people. */
export class MediaRefused extends Error {
  /** `failed`: the file is broken or hostile; `none`: it is a kind of file that nothing is made from. */
  readonly state: 'failed' | 'none';

  constructor(state: 'failed' | 'none', message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'MediaRefused';
    this.state = state;
  }
}
