import { ApiError, makeToken } from './api.js';
import { part, partOf, setText } from './element.js';
import { recallOwnerKey, rememberOwnerKey } from './remembered.js';

/**
 * The form that makes upload tokens.
 *
 * @param {ParentNode} root
 * @param {(token: import('./api.js').UploadToken) => void} onToken
 */
export function setUpTokenForm(root, onToken) {
  const form = partOf(root, 'token-form', HTMLFormElement);
  const key = partOf(form, 'owner-key', HTMLInputElement);
  const submit = partOf(form, 'make-token', HTMLButtonElement);
  key.value = recallOwnerKey();
  setUpShowKey(form, key);
  setUpTypes(form);

  async function make() {
    clearErrors(form);
    const wishes = readWishes(form);
    if (wishes === null) {
      focusFirstError(form);
      return;
    }
    // Not `disabled`: the button keeps the focus while the server answers.
    submit.setAttribute('aria-disabled', 'true');
    const ownerKey = key.value.trim();
    try {
      const token = await makeToken(ownerKey, wishes);
      rememberOwnerKey(ownerKey);
      onToken(token);
    } catch (error) {
      showRefusal(form, key, error);
    } finally {
      submit.removeAttribute('aria-disabled');
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (submit.getAttribute('aria-disabled') !== 'true') void make();
  });
}

/** @param {HTMLFormElement} form */
function focusFirstError(form) {
  const input = form.querySelector('[aria-invalid="true"]');
  input?.closest('details')?.setAttribute('open', '');
  if (input instanceof HTMLElement) input.focus();
}

/** @param {HTMLFormElement} form @param {HTMLInputElement} key @param {unknown} error */
function showRefusal(form, key, error) {
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 401) {
    showError(form, 'owner-key', `This key was not accepted. ${error.message}`);
    key.focus();
    key.select();
    return;
  }
  const summary = part(form, 'token-error');
  setText(summary, error.message);
  summary.hidden = false;
}

/**
 * @param {HTMLFormElement} form
 * @returns {import('./api.js').TokenWishes | null} null when something is wrong, which is then shown
 */
function readWishes(form) {
  const maxUploads = readNumber(form, 'max-uploads', 'Enter a whole number from 1 to 1000.');
  const validMinutes = readNumber(form, 'valid-minutes', 'Enter whole minutes from 15 to 1440 (a day).');
  const maxMegabytes = readNumber(form, 'max-size', 'Enter a size in MB, or leave this empty.');
  const allowedTypes = Array.from(form.querySelectorAll('input[name="type"]:checked'), (box) =>
    box instanceof HTMLInputElement ? box.value : '',
  );
  if (partOf(form, 'owner-key', HTMLInputElement).value.trim() === '') {
    showError(form, 'owner-key', 'Enter the owner key.');
  }
  if (form.querySelector('[aria-invalid="true"]') !== null || maxUploads === null || validMinutes === null)
    return null;
  return {
    maxUploads,
    validMinutes,
    title: partOf(form, 'title', HTMLInputElement).value.trim(),
    allowedTypes: allowedTypes.join(','),
    maxFileSize: maxMegabytes === null ? null : Math.round(maxMegabytes * 1e6),
  };
}

/** @param {HTMLFormElement} form @param {string} name @param {string} sentence @returns {number | null} */
function readNumber(form, name, sentence) {
  const input = partOf(form, name, HTMLInputElement);
  if (!input.checkValidity()) showError(form, name, sentence);
  return input.validity.valid && input.value !== '' ? input.valueAsNumber : null;
}

/** @param {HTMLFormElement} form @param {string} name @param {string} sentence */
function showError(form, name, sentence) {
  const error = part(form, `${name}-error`);
  setText(error, sentence);
  error.hidden = false;
  part(form, name).setAttribute('aria-invalid', 'true');
}

/** @param {HTMLFormElement} form */
function clearErrors(form) {
  for (const error of form.querySelectorAll('.error')) error.setAttribute('hidden', '');
  for (const input of form.querySelectorAll('[aria-invalid]')) input.removeAttribute('aria-invalid');
}

/** @param {HTMLFormElement} form @param {HTMLInputElement} key */
function setUpShowKey(form, key) {
  const button = partOf(form, 'show-key', HTMLButtonElement);
  button.addEventListener('click', () => {
    const isShown = key.type === 'text';
    key.type = isShown ? 'password' : 'text';
    button.setAttribute('aria-pressed', String(!isShown));
  });
}

/** "Any file" and the single families rule each other out. @param {HTMLFormElement} form */
function setUpTypes(form) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const boxes = form.querySelectorAll('input[name="type"]');
  form.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.name !== 'type' || !target.checked) return;
    for (const box of boxes) {
      if ((box.value === '*') !== (target.value === '*')) box.checked = false;
    }
  });
}
