import type { Tile } from '../../dashboard-format/types.ts';

export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface PlacedTile {
  readonly tile: Tile;
  readonly position: GridPosition;
}

/** Cloud Monitoring's 48 columns on Grafana's 24. */
const GRID_RATIO = 2;
const ROW_HEIGHT = 1;

/** Halves the grid. A section header becomes a row, which is lower: what stands below moves up. */
export function place(tiles: readonly Tile[]): PlacedTile[] {
  const ordered = [...tiles].sort((a, b) => (a.yPos ?? 0) - (b.yPos ?? 0) || (a.xPos ?? 0) - (b.xPos ?? 0));
  let saved = 0;
  return ordered.map((tile) => {
    const h = tile.height / GRID_RATIO;
    const y = (tile.yPos ?? 0) / GRID_RATIO - saved;
    if (tile.widget.sectionHeader) {
      saved += h - ROW_HEIGHT;
      return { tile, position: { x: 0, y, w: 24, h: ROW_HEIGHT } };
    }
    return { tile, position: { x: (tile.xPos ?? 0) / GRID_RATIO, y, w: tile.width / GRID_RATIO, h } };
  });
}
