import type { Piece } from "../src/model/model.js";

/** A piece as the schema writes it: `orderId`, `day(placedAt)`, `shard(orderId, 8)`. */
export function pieceText({ attribute, width, derived }: Piece): string {
  if (derived === undefined) return attribute;
  if (derived.kind === "shard") return `shard(${attribute}, ${derived.count})`;
  return derived.kind === "padded" ? `padded(${attribute}, ${width})` : `${derived.kind}(${attribute})`;
}
