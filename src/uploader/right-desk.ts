import { fetchLimits, unknownLimits, type UploadLimits } from './token-limits.ts';
import type { UploadRight } from './upload-target.ts';

/** Gives a fresh token when the present one lets no more files begin. Undefined: there is none to be had. */
export type TokenSource = () => Promise<string | undefined>;

/** Keeps the right that new files begin with, and what it allows. */
export class RightDesk {
  right: UploadRight | undefined;
  limits: UploadLimits = unknownLimits;
  readonly #endpoint: string;
  readonly #onTokenNeeded: TokenSource | undefined;
  readonly #onLimits: (limits: UploadLimits) => void;
  #renewing: Promise<boolean> | undefined;

  constructor(options: {
    readonly endpoint: string;
    readonly right: UploadRight | undefined;
    readonly onTokenNeeded: TokenSource | undefined;
    readonly onLimits: (limits: UploadLimits) => void;
  }) {
    this.#endpoint = options.endpoint;
    this.right = options.right;
    this.#onTokenNeeded = options.onTokenNeeded;
    this.#onLimits = options.onLimits;
  }

  get canRenew(): boolean {
    return this.#onTokenNeeded !== undefined;
  }

  /** Asks the server what the right allows, and tells. */
  async learnLimits(): Promise<void> {
    const { right } = this;
    if (!right) return;
    const limits = await fetchLimits(this.#endpoint, right);
    if (limits && right === this.right) this.setLimits(limits);
  }

  setLimits(limits: UploadLimits): void {
    this.limits = limits;
    this.#onLimits(limits);
  }

  /** A file of this right is done. */
  spendUse(right: UploadRight | undefined): void {
    const { usesLeft } = this.limits;
    if (usesLeft === undefined || right?.token !== this.right?.token) return;
    this.setLimits({ ...this.limits, usesLeft: Math.max(0, usesLeft - 1) });
  }

  /** The right for a file that begins now; a fresh one when the present one is known to be of no use. */
  async rightForNext(): Promise<UploadRight | undefined> {
    const { state, usesLeft, validUntil } = this.limits;
    const isSpent =
      !this.right ||
      state !== 'open' ||
      usesLeft === 0 ||
      (validUntil !== undefined && validUntil < Date.now());
    if (isSpent && this.canRenew) await this.renew();
    return this.right;
  }

  /** Asks the page for a fresh token; one question at a time. False when there is none. */
  renew(): Promise<boolean> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renew(): Promise<boolean> {
    const token = await this.#onTokenNeeded?.();
    if (!token || (this.right?.kind === 'token' && token === this.right.token)) return false;
    this.right = { kind: 'token', token };
    this.limits = unknownLimits;
    await this.learnLimits();
    return true;
  }
}
