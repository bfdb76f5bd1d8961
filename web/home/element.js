/**
 * The one element inside `root` that carries `data-part="name"`.
 *
 * @param {ParentNode} root
 * @param {string} name
 * @returns {HTMLElement}
 */
export function part(root, name) {
  const found = root.querySelector(`[data-part="${name}"]`);
  if (!(found instanceof HTMLElement)) throw new Error(`The page has no part "${name}".`);
  return found;
}

/**
 * As `part`, of a known kind.
 *
 * @template {HTMLElement} T
 * @param {ParentNode} root
 * @param {string} name
 * @param {new () => T} kind
 * @returns {T}
 */
export function partOf(root, name, kind) {
  const found = part(root, name);
  if (!(found instanceof kind)) throw new Error(`The part "${name}" is of another kind.`);
  return found;
}

/**
 * A fresh copy of the first element of `<template id="id">`.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function copyTemplate(id) {
  const template = document.getElementById(id);
  const first = template instanceof HTMLTemplateElement ? template.content.firstElementChild : null;
  if (!(first instanceof HTMLElement)) throw new Error(`The page has no template "${id}".`);
  return /** @type {HTMLElement} */ (first.cloneNode(true));
}

/**
 * Makes `element` show the drawing `name` of the page's icon sheet.
 *
 * @param {Element} element holds one `<use>`
 * @param {string} name
 */
export function setIcon(element, name) {
  element.querySelector('use')?.setAttribute('href', `#icon-${name}`);
}

/**
 * Sets text only when it changed: screen readers and selections are not disturbed.
 *
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
