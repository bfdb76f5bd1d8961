import { pingServer } from './api.js';
import { part, setText } from './element.js';

/**
 * Says in the header whether the server answers, and which version it is.
 *
 * @param {ParentNode} root
 */
export async function showStatus(root) {
  const health = part(root, 'health');
  try {
    await pingServer();
    health.dataset.state = 'running';
    setText(health, `Running, version ${health.dataset.version}`);
  } catch {
    health.dataset.state = 'silent';
    setText(health, 'Not answering');
  }
}
