import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pace } from "../../../src/queries/budget.js";
import { fakeClock } from "../../support/fake-clock.js";

describe("Pace", () => {
  it("admits the units of the first second, then waits until the consumed units have passed", async () => {
    const clock = fakeClock();
    const pace = new Pace(100, clock);
    (await pace.admit(128))(150);
    expect(clock.waits).toEqual([]);
    (await pace.admit(128))(0);
    expect(clock.waits).toEqual([500]);
  });

  it("saves the units of one second at the most", async () => {
    const clock = fakeClock();
    const pace = new Pace(10, clock);
    clock.pass(60_000);
    (await pace.admit(128))(10);
    (await pace.admit(128))(10);
    (await pace.admit(128))(10);
    expect(clock.waits).toEqual([1000]);
  });

  it("reserves the most that a request can consume, so that others wait", async () => {
    const clock = fakeClock();
    const pace = new Pace(100, clock);
    const reportConsumed = await pace.admit(128);
    await pace.admit(128);
    expect(clock.waits).toEqual([280]);
    // It consumed less: the next one need not wait for what was not consumed.
    reportConsumed(1);
    await pace.admit(128);
    expect(clock.waits).toHaveLength(2);
  });

  it("does not wait once the signal is aborted", async () => {
    const controller = new AbortController();
    const clock = fakeClock(() => controller.abort());
    const pace = new Pace(1, clock);
    (await pace.admit(128))(100);
    await pace.admit(128, controller.signal);
    expect(clock.waits).toEqual([99_000]);
    clock.waits.length;
    await pace.admit(128, controller.signal);
    expect(clock.waits).toHaveLength(1);
  });

  it("never consumes more than its rate, except for one second and one request", async () => {
    const requests = fc.array(fc.double({ min: 0.5, max: 128, noNaN: true }), {
      minLength: 1,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0.5, max: 500, noNaN: true }), requests, async (rate, units) => {
        const clock = fakeClock();
        const pace = new Pace(rate, clock);
        let consumed = 0;
        for (const each of units) {
          (await pace.admit(128))(each);
          // What came before this request kept to the rate.
          expect(consumed).toBeLessThanOrEqual(rate * (1 + clock.now() / 1000) + 1e-6);
          consumed += each;
        }
      }),
    );
  });
});
