/** One bar of a plot. */
export interface Bar {
  readonly label: string;
  readonly seconds: number;
  readonly colour: string;
}

const [WIDTH, LEFT, RIGHT, HEIGHT, TOP] = [760, 230, 90, 26, 46];

/** Renders left-aligned bars, the longest over the full width, as a self-contained SVG document. */
export function plot(title: string, bars: readonly Bar[]): string {
  const longest = Math.max(...bars.map(({ seconds }) => seconds));
  const lines = bars.map(({ label, seconds, colour }, index) => {
    const y = TOP + index * HEIGHT;
    const length = Math.max(((WIDTH - LEFT - RIGHT) * seconds) / longest, 1).toFixed(1);
    return (
      `<text x="${LEFT - 8}" y="${y + 15}" text-anchor="end">${label}</text>` +
      `<rect x="${LEFT}" y="${y}" width="${length}" height="${HEIGHT - 6}" rx="2" fill="${colour}"/>` +
      `<text x="${LEFT + Number(length) + 6}" y="${y + 15}">${seconds.toFixed(2)} s</text>`
    );
  });
  const height = TOP + bars.length * HEIGHT + 10;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="16" y="26" font-size="15" font-weight="bold">${title}</text>`,
    ...lines,
    '</svg>\n',
  ].join('\n');
}
