import type { Observation } from '../claim/judge.ts';
import type { Claim } from '../document/schema.ts';
import type { Evidence } from '../system/evidence.ts';
import { type Axis, duration, timeAxis } from './axis.ts';
import { escapeHtml } from './page.ts';
import { drawPanel, PANEL_HEIGHT, type Panel } from './panel.ts';

const WIDTH = 1000;
const LANE_HEIGHT = 26;

const percent = (value: number): string => `${Number((value * 100).toPrecision(4))} %`;
const number = (value: number): string => String(Number(value.toPrecision(3)));
const times = (value: number): string => `${number(value)}×`;

/** Fault, alerts, SLIs, burn rates and cause signals, one above the other on one time axis. */
export function timeline(claim: Claim, observation: Observation, evidence: Evidence): string {
  const { methodStartedAt, rolledBackAt } = observation;
  const axis = timeAxis(evidence.from, evidence.to, methodStartedAt);
  const lanes = lanesOf(claim, observation, evidence.to);
  const panels = panelsOf(evidence);
  const panelsTop = lanes.length * LANE_HEIGHT + 14;
  const bottom = panelsTop + panels.length * PANEL_HEIGHT;
  const shade = `<rect x="${axis.x(methodStartedAt).toFixed(1)}" y="0" width="${(axis.x(rolledBackAt) - axis.x(methodStartedAt)).toFixed(1)}" height="${bottom}" fill="var(--fault)"/>`;
  const grid = axis.marks.map(
    ({
      time,
      text,
    }) => `<line class="axis" x1="${axis.x(time).toFixed(1)}" x2="${axis.x(time).toFixed(1)}" y1="0" y2="${bottom}"/>
<text x="${axis.x(time).toFixed(1)}" y="${bottom + 16}" text-anchor="middle" class="soft">${text}</text>`,
  );
  return `<svg viewBox="0 0 ${WIDTH} ${bottom + 22}" role="img" aria-label="When the fault was in, when each alert was open, and what the SLIs and burn rates did meanwhile">
${shade}
${grid.join('\n')}
${lanes.map((lane, i) => drawLane(lane, axis, i * LANE_HEIGHT)).join('\n')}
${panels.map((panel, i) => drawPanel(panel, axis, panelsTop + i * PANEL_HEIGHT)).join('\n')}
</svg>`;
}

interface Lane {
  readonly name: string;
  readonly claimed: boolean;
  readonly spans: readonly { readonly from: number; readonly to: number; readonly text: string }[];
  /** Moments that the claim names. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

function lanesOf(
  claim: Claim,
  { methodStartedAt, faultInAt, rolledBackAt, incidents }: Observation,
  end: number,
): Lane[] {
  const own = incidents.filter(({ openedAt }) => openedAt >= methodStartedAt);
  const others = [...new Set(own.map(({ alert }) => alert))].filter((alert) => !(alert in claim.fires));
  const after = (time: number): string => duration(time - methodStartedAt);
  const spans = (alert: string): Lane['spans'] =>
    own
      .filter((incident) => incident.alert === alert)
      .map(({ openedAt, closedAt }) => ({
        from: openedAt,
        to: closedAt ?? end,
        text: `${alert}: open from ${after(openedAt)} to ${closedAt === undefined ? 'the end' : after(closedAt)}`,
      }));
  const fault = { from: methodStartedAt, to: rolledBackAt, text: `fault in until ${after(rolledBackAt)}` };
  return [
    { name: 'fault', claimed: true, spans: [fault], ticks: [] },
    ...Object.entries(claim.fires).map(([alert, within]) => ({
      name: alert,
      claimed: true,
      spans: spans(alert),
      ticks: [
        { at: faultInAt + within, text: `must fire by ${duration(within)}` },
        { at: rolledBackAt + claim['recovers-within'], text: 'must be closed by then' },
      ],
    })),
    ...others.map((alert) => ({ name: alert, claimed: false, spans: spans(alert), ticks: [] })),
  ];
}

function drawLane({ name, claimed, spans, ticks }: Lane, axis: Axis, y: number): string {
  const colour = name === 'fault' ? '#E69F00' : claimed ? 'var(--alert)' : 'var(--soft)';
  const bars = spans.map(({ from, to, text }) => {
    const width = Math.max(2, axis.x(to) - axis.x(from));
    return `<rect x="${axis.x(from).toFixed(1)}" y="${y + 5}" width="${width.toFixed(1)}" height="14" rx="2" fill="${colour}"><title>${escapeHtml(text)}</title></rect>`;
  });
  const marks = ticks
    .map(({ at, text }) => ({ x: axis.x(at), text }))
    .filter(({ x }) => x <= axis.right)
    .map(
      ({ x, text }) =>
        `<path d="M${x.toFixed(1)} ${y + 2}v20m-4 -20h8" stroke="var(--ink)" fill="none"><title>${escapeHtml(text)}</title></path>`,
    );
  return `<text x="0" y="${y + 17}"${claimed ? '' : ' class="soft"'}>${name}</text>${bars.join('')}${marks.join('')}`;
}

function panelsOf({ slos, causes }: Evidence): Panel[] {
  return [
    ...slos.flatMap(({ name, displayName, target, sli, burns }): Panel[] => {
      const lowest = Math.min(target, ...sli.points.map(([, value]) => value).filter(Number.isFinite));
      const low = Math.max(0, lowest - (1 - lowest) * 0.1);
      return [
        {
          title: displayName,
          note: 'SLI',
          lines: [sli],
          limit: target,
          limitText: `objective ${percent(target)}`,
          format: percent,
          range: [low, 1],
        },
        ...burns.map(({ alert, factor, lines }) => ({
          title: `${name}: burn rate`,
          note: alert,
          lines,
          limit: factor,
          limitText: `alert above ${times(factor)}`,
          format: times,
        })),
      ];
    }),
    ...causes.map(({ alert, condition, lines, operator, threshold }) => ({
      title: alert,
      note: condition,
      lines,
      limit: threshold,
      limitText: `alert ${operator} ${number(threshold)}`,
      format: number,
    })),
  ];
}
