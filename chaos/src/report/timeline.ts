import type { Observation } from '../claim/judge.ts';

const WIDTH = 1000;
const LABEL_WIDTH = 260;
const ROW_HEIGHT = 26;

/** Lanes on one axis (minutes on monitoring's clock since the method began): the fault, then every alert. */
export function timeline({ methodStartedAt, rolledBackAt, incidents }: Observation): string {
  const own = incidents.filter(({ openedAt }) => openedAt >= methodStartedAt);
  const end = Math.max(rolledBackAt, ...own.map(({ openedAt, closedAt }) => closedAt ?? openedAt)) + 60;
  const x = (time: number): number =>
    LABEL_WIDTH + ((time - methodStartedAt) / (end - methodStartedAt)) * (WIDTH - LABEL_WIDTH);
  const lanes = [
    { name: 'fault', from: methodStartedAt, to: rolledBackAt, colour: '#E69F00' },
    ...own.map(({ alert, openedAt, closedAt = end }) => ({
      name: alert,
      from: openedAt,
      to: closedAt,
      colour: '#D55E00',
    })),
  ];
  const bars = lanes.map(({ name, from, to, colour }, row) => {
    const y = row * ROW_HEIGHT;
    const minutes = `${((from - methodStartedAt) / 60).toFixed(1)} to ${((to - methodStartedAt) / 60).toFixed(1)} min`;
    return `<text x="0" y="${y + 17}" font-size="13">${name}</text>
<rect x="${x(from).toFixed(1)}" y="${y + 4}" width="${Math.max(2, x(to) - x(from)).toFixed(1)}" height="${ROW_HEIGHT - 8}" fill="${colour}"><title>${minutes}</title></rect>`;
  });
  const height = lanes.length * ROW_HEIGHT + 24;
  const last = ((end - methodStartedAt) / 60).toFixed(0);
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="When the fault was in and when each alert was open">
${bars.join('\n')}
<text x="${LABEL_WIDTH}" y="${height - 6}" font-size="12">0 min</text>
<text x="${WIDTH}" y="${height - 6}" font-size="12" text-anchor="end">${last} min</text>
</svg>`;
}
