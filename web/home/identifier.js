/**
 * What identifies a file within its token: size, date and a hash of the whole path. (Resumable.js itself only keeps
 * Latin letters of the name, so that two Japanese names of equal size would be one file.)
 *
 * The same file chosen again after a reload gets the same identifier: that is how its upload is found.
 *
 * @param {File} file
 * @param {string} relativePath
 * @returns {string} of the characters `[0-9a-z-]`
 */
export function identifyFile(file, relativePath) {
  return `${file.size}-${file.lastModified.toString(36)}-${hashText(relativePath)}`;
}

/**
 * FNV-1a, 64 bits. Not a secret, only a fingerprint; `crypto.subtle` is missing on plain-HTTP pages.
 *
 * @param {string} text
 * @returns {string} 16 hex digits
 */
function hashText(text) {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}
