/**
 * What the path of a map has itself. A member of such a name is reached by `.member("size")`: generated types and the
 * runtime agree on it.
 */
export const MAP_PATH_NAMES: ReadonlySet<string> = new Set(
  "exists notExists hasType eq ne size member".split(" "),
);

/** What the path of a map has itself in a change. */
export const MAP_CHANGE_NAMES: ReadonlySet<string> = new Set("set remove member".split(" "));
