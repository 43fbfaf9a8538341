import { it } from "vitest";
import { monotable } from "../../../bench/peers/contestants/monotable.js";
import { answersFor, check } from "../../../bench/peers/speed/answers.js";
import { stub } from "../../../bench/peers/speed/stub.js";

it("each operation is one request: get, put, update, queries of 100 and of 1,000, a batch and a transaction", async () => {
  const wire = stub();
  const contestant = monotable(wire.config, "app");
  await check("monotable", contestant, wire, await answersFor(contestant, wire, "app"));
});
