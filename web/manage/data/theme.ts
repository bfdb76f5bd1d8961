import { effect, signal } from '@preact/signals';

const NAME = 'slipway-theme';
const themes = ['system', 'light', 'dark'] as const;

/** `system` follows what the computer is set to. */
export type Theme = (typeof themes)[number];

const stored = (): Theme => {
  try {
    return themes.find((name) => name === localStorage.getItem(NAME)) ?? 'system';
  } catch {
    return 'system';
  }
};

/** The colours that the person has chosen, on this computer. */
export const theme = signal<Theme>(stored());

/** Shows the page in the chosen colours from now on, and remembers the choice. */
export function startTheme(): void {
  effect(() => {
    const { value } = theme;
    if (value === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = value;
    try {
      localStorage.setItem(NAME, value);
    } catch {
      // Storage may be closed to us; the choice then lasts as long as the page.
    }
  });
}
