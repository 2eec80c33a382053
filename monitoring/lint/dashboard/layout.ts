import type { Dashboard, Tile } from '../../dashboard-format/types.ts';

/** Grafana has half as many columns: what stands on odd blocks here could not stand there. */
const GRID_STEP = 2;
/** More, and the API refuses the dashboard. */
const MOST_TILES = 100;

interface Rectangle {
  readonly name: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Tiles stay inside the grid, on even blocks, and do not overlap. */
export function checkLayout({ mosaicLayout: { columns, tiles } }: Dashboard): string[] {
  const rectangles = tiles.map(rectangle);
  return [
    ...(tiles.length > MOST_TILES ? [`${tiles.length} tiles: at most ${MOST_TILES} are allowed`] : []),
    ...rectangles.flatMap((one) => [
      ...(one.right > columns ? [`${one.name} ends at column ${one.right} of ${columns}`] : []),
      ...([one.left, one.top, one.right, one.bottom].some((edge) => edge % GRID_STEP !== 0)
        ? [`${one.name} does not stand on even blocks`]
        : []),
    ]),
    ...rectangles.flatMap((one, index) =>
      rectangles
        .slice(index + 1)
        .filter((other) => overlap(one, other))
        .map((other) => `${one.name} and ${other.name} overlap`),
    ),
  ];
}

function rectangle({ xPos = 0, yPos = 0, width, height, widget }: Tile): Rectangle {
  const name = `tile "${widget.title ?? `at ${xPos}, ${yPos}`}"`;
  return { name, left: xPos, top: yPos, right: xPos + width, bottom: yPos + height };
}

const overlap = (a: Rectangle, b: Rectangle): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
