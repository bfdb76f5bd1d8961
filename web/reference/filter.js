// Finds methods by any words of their name, summary, level, parameters or errors. Without script, all are shown.

/** @param {string} name */
function part(name) {
  const element = document.querySelector(`[data-part="${name}"]`);
  if (!(element instanceof HTMLElement)) throw new Error(`The page has no part "${name}"`);
  return element;
}

const filter = /** @type {HTMLInputElement} */ (part('filter'));
const introduction = part('introduction');
const count = part('count');
const nothing = part('nothing');
const methods = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.method')]);
const groups = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.group')]);
const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-method]')]);
const groupLinks = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-group]')]);

/** Shows the methods that have every word. */
function apply() {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = new Set();
  for (const method of methods) {
    const isFound = words.every((word) => method.dataset['words']?.includes(word));
    method.hidden = !isFound;
    if (isFound) found.add(method.id);
  }
  for (const link of links) link.hidden = !found.has(link.dataset['method']);
  for (const group of groups) group.hidden = !group.querySelector('.method:not([hidden])');
  for (const group of groupLinks) group.hidden = !group.querySelector('[data-method]:not([hidden])');
  introduction.hidden = words.length > 0;
  nothing.hidden = found.size > 0;
  const isAll = found.size === methods.length;
  count.textContent = isAll ? `${found.size} methods` : `${found.size} of ${methods.length} methods`;
}

/** A link to a method shows it, whatever is filtered. */
function showTarget() {
  const target = location.hash === '' ? null : document.getElementById(location.hash.slice(1));
  if (!target || !target.closest('[hidden]')) return;
  filter.value = '';
  apply();
  target.scrollIntoView();
}

part('search').hidden = false;
filter.addEventListener('input', apply);
addEventListener('hashchange', showTarget);
document.addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof HTMLInputElement;
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  filter.focus();
});
// A browser that goes back puts the old word into the field again.
apply();
showTarget();
