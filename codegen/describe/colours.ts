/** Hues that most eyes tell apart; each is named beside its colour wherever it is used. */
const HUES = [255, 35, 150, 310, 85, 200, 10, 280, 125, 335];

/** The colours of the entities of a table, as custom properties: one for marks, one for text. */
export function entityColours(names: readonly string[]): string {
  const rules = names.map((_, position) => {
    const hue = HUES[position % HUES.length] ?? 255;
    // Beyond ten entities the hues come again, paler.
    const chroma = position < HUES.length ? 0.14 : 0.06;
    const mark = `light-dark(oklch(0.64 ${chroma} ${hue}), oklch(0.72 ${chroma} ${hue}))`;
    const ink = `light-dark(oklch(0.46 ${chroma} ${hue}), oklch(0.8 ${chroma * 0.8} ${hue}))`;
    return `.e${position} { --e: ${mark}; --ink: ${ink}; }`;
  });
  return [...rules, ".e- { --e: var(--soft); --ink: var(--soft); }"].join("\n");
}
