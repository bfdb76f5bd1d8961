import type { DescribedMethod } from '../declaration.ts';
import { redeemUploadToken } from './redeem-upload-token.ts';

/** Every upload route that belongs to the API. Documents are made from this list and that of the methods. */
export const apiDoors: readonly DescribedMethod[] = [redeemUploadToken];
