/**
 * Shows a picture in its full size in a dialog in which it can be moved about. Without scripts the link leads to it.
 *
 * @param {HTMLAnchorElement} link
 */
export function startZoom(link) {
  const dialog = document.createElement('dialog');
  dialog.className = 'zoom';
  dialog.setAttribute('aria-label', 'The picture in its full size');
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'secondary';
  close.textContent = 'Close';
  const area = document.createElement('div');
  area.className = 'area';
  area.tabIndex = 0;
  const picture = document.createElement('img');
  picture.alt = link.querySelector('img')?.alt ?? '';
  area.append(picture);
  dialog.append(close, area);
  document.body.append(dialog);

  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    picture.src = link.href;
    const { left, top, width, height } = link.getBoundingClientRect();
    const [x, y] = [(event.clientX - left) / width, (event.clientY - top) / height];
    dialog.showModal();
    const center = () => {
      area.scrollLeft = x * area.scrollWidth - area.clientWidth / 2;
      area.scrollTop = y * area.scrollHeight - area.clientHeight / 2;
    };
    if (picture.complete) center();
    else picture.addEventListener('load', center, { once: true });
  });
  close.addEventListener('click', () => dialog.close());
  picture.addEventListener('click', () => dialog.close());
}
