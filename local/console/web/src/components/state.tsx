import type { ComponentChildren } from 'preact';

export type Health = 'ok' | 'warn' | 'bad' | 'unknown';

const ICONS: Record<Health, string> = { ok: '●', warn: '▲', bad: '■', unknown: '○' };

/** A state is never colour alone: a shape and a word go with it. */
export function State({
  health,
  children,
}: {
  readonly health: Health;
  readonly children: ComponentChildren;
}) {
  return (
    <span class={`state state-${health}`}>
      <span aria-hidden="true">{ICONS[health]}</span>
      {children}
    </span>
  );
}
