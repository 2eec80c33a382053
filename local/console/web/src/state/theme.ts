import { effect, signal } from '@preact/signals';

export type Theme = 'dark' | 'light';

const KEY = 'flightdeck-theme';
const system = matchMedia('(prefers-color-scheme: dark)');

function stored(): Theme | undefined {
  const value = localStorage.getItem(KEY);
  return value === 'dark' || value === 'light' ? value : undefined;
}

export const theme = signal<Theme>(stored() ?? (system.matches ? 'dark' : 'light'));

/** Keeps the page in the chosen theme; follows the system until someone chooses. */
export function startTheme(): void {
  system.addEventListener('change', ({ matches }) => {
    if (!stored()) theme.value = matches ? 'dark' : 'light';
  });
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
  });
}

export function switchTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark';
  localStorage.setItem(KEY, theme.value);
}
