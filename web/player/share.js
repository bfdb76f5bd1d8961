/** Lets people copy the link and the code with one click, where the browser allows it. */
export function startShare() {
  const status = document.querySelector('[data-copied]');
  for (const button of document.querySelectorAll('button[data-copy]')) {
    if (!(button instanceof HTMLButtonElement)) continue;
    const field = document.getElementById(button.dataset['copy'] ?? '');
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) continue;
    field.addEventListener('focus', () => field.select());
    if (!('clipboard' in navigator)) continue;
    button.hidden = false;
    button.addEventListener('click', () => void copy(button, field, status));
  }
}

/**
 * @param {HTMLButtonElement} button
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @param {Element | null} status where people hear of it who do not see it
 */
async function copy(button, field, status) {
  let told = 'Copied.';
  try {
    await navigator.clipboard.writeText(field.value);
    button.classList.add('done');
    setTimeout(() => button.classList.remove('done'), 2000);
  } catch {
    field.select();
    told = 'Press Control and C to copy.';
  }
  if (status) status.textContent = told;
}
