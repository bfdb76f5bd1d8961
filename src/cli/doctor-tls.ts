import { isIP } from 'node:net';
import { type TlsFiles, TlsFilesError, readTlsFiles } from '../config/tls-files.ts';
import type { Finding } from './doctor-checks.ts';

const DAY_MS = 86_400_000;
/** Certificates that renew themselves do so earlier than this. */
const SOON_DAYS = 14;

/**
 * Whether the certificate can be read, belongs to the key, is valid now and for a while, and names the host under
 * which browsers reach the server.
 */
export async function checkCertificate(
  tls: { readonly cert?: string | undefined; readonly key?: string | undefined },
  publicUrl: string | undefined,
  now: number,
): Promise<Finding> {
  const check = 'certificate';
  let files: TlsFiles | undefined;
  try {
    files = await readTlsFiles(tls);
  } catch (error) {
    if (!(error instanceof TlsFilesError)) throw error;
    return { check, status: 'error', message: error.message };
  }
  if (!files) return { check, status: 'ok', message: 'None is set: Slipway serves plain HTTP.' };
  return { check, ...judge(files.certificate, publicUrl, now) };
}

function judge(
  certificate: TlsFiles['certificate'],
  publicUrl: string | undefined,
  now: number,
): Pick<Finding, 'status' | 'message'> {
  const { validFromDate, validToDate } = certificate;
  const day = (date: Date) => date.toISOString().slice(0, 10);
  if (now >= validToDate.getTime()) {
    return { status: 'error', message: `It expired on ${day(validToDate)}. Renew it.` };
  }
  if (now < validFromDate.getTime()) {
    return { status: 'error', message: `It is valid from ${day(validFromDate)} only. Is the clock right?` };
  }
  const host = publicUrl === undefined ? undefined : new URL(publicUrl).hostname;
  if (host !== undefined && !namesHost(certificate, host)) {
    const names = certificate.subjectAltName ?? 'nothing';
    return { status: 'warning', message: `It is not for ${host} (publicUrl), but for ${names}.` };
  }
  const daysLeft = Math.floor((validToDate.getTime() - now) / DAY_MS);
  if (daysLeft < SOON_DAYS) {
    return {
      status: 'warning',
      message: `It expires on ${day(validToDate)}, in ${daysLeft} days. Renew it.`,
    };
  }
  return { status: 'ok', message: `It belongs to the key and is valid until ${day(validToDate)}.` };
}

function namesHost(certificate: TlsFiles['certificate'], host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '');
  const found = isIP(address) === 0 ? certificate.checkHost(host) : certificate.checkIP(address);
  return found !== undefined;
}
