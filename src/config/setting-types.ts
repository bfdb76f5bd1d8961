import { z } from 'zod';

/** Bytes. */
export const MiB = 2 ** 20;
/** Bytes. */
export const GiB = 2 ** 30;
/** Seconds. */
export const DAY = 86_400;

/** A number of bytes. */
export const bytes = z.number().int().nonnegative();
/** A length of time. */
export const seconds = z.number().nonnegative();
/** Seconds that a timer waits in one piece. Timers of more than 24 days would fire at once. */
export const timerSeconds = seconds.max(DAY);

/**
 * Marks a setting as secret: it is never printed, logged, or written to the reference page with a value, and it has
 * no flag, because every user of the machine can read the command lines of others.
 */
export const secret = (help: string) => ({ description: help, secret: true });

/** Marks a setting as the path of a file or folder: a relative one starts where it was given. */
export const path = (help: string) => ({ description: help, isPath: true });

/** Help of a setting whose type alone does not say what its value looks like. */
export const formed = (help: string, form: string) => ({ description: help, form });
