import { parseHeaderParameters } from './header-parameters.ts';
import { invalidForm } from './multipart-errors.ts';

/** RFC 2046 allows 70; some programs make longer ones. */
const MAX_BOUNDARY_CHARACTERS = 200;

/**
 * The boundary in a Content-Type header. `form_invalid` when the type is not multipart/form-data, or when there is no
 * boundary of 1 to 200 visible ASCII characters (RFC 2046, 5.1.1; spaces may stand inside).
 */
export function boundaryOf(contentType: string | undefined): string {
  const { value, parameters } = parseHeaderParameters(contentType ?? '');
  if (value !== 'multipart/form-data') {
    throw invalidForm('the Content-Type is not multipart/form-data');
  }
  const boundary = parameters.get('boundary') ?? '';
  if (boundary.length > MAX_BOUNDARY_CHARACTERS || !/^[\x20-\x7e]*[\x21-\x7e]$/.test(boundary)) {
    throw invalidForm(
      `the Content-Type names no boundary of 1 to ${MAX_BOUNDARY_CHARACTERS} visible characters`,
    );
  }
  return boundary;
}
