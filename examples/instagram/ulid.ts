import { randomInt } from "node:crypto";

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A new id of 26 characters: the time in milliseconds, so that ids sort by it, and 80 random bits. */
export function ulid(now = new Date()): string {
  let milliseconds = now.getTime();
  let time = "";
  for (let position = 0; position < 10; position += 1) {
    time = DIGITS.charAt(milliseconds % 32) + time;
    milliseconds = Math.floor(milliseconds / 32);
  }
  return time + Array.from({ length: 16 }, () => DIGITS.charAt(randomInt(32))).join("");
}
