import { describe, expect, it } from "vitest";
import { LeaseObserver } from "../../../src/control/lease-observer.js";
import { fakeClock } from "../../support/fake-clock.js";

const row = { owner: "a", epoch: 1, beat: 1, position: undefined };

describe("LeaseObserver", () => {
  it("isFree is true for a lease that nobody has, or that was given back", () => {
    const observer = new LeaseObserver(fakeClock(), 1000);
    expect(observer.isFree("x", undefined)).toBe(true);
    expect(observer.isFree("x", { ...row, owner: undefined })).toBe(true);
  });

  it("isFree is true once the same beat was seen for the lease time by its own clock", () => {
    const clock = fakeClock();
    const observer = new LeaseObserver(clock, 1000);
    expect(observer.isFree("x", row)).toBe(false);
    clock.pass(999);
    expect(observer.isFree("x", row)).toBe(false);
    clock.pass(1);
    expect(observer.isFree("x", row)).toBe(true);
  });

  it("isFree begins anew with each beat and each epoch", () => {
    const clock = fakeClock();
    const observer = new LeaseObserver(clock, 1000);
    observer.isFree("x", row);
    clock.pass(999);
    observer.isFree("x", { ...row, beat: 2 });
    clock.pass(999);
    expect(observer.isFree("x", { ...row, beat: 2 })).toBe(false);
    expect(observer.isFree("x", { ...row, beat: 2, epoch: 2 })).toBe(false);
    clock.pass(1000);
    expect(observer.isFree("x", { ...row, beat: 2, epoch: 2 })).toBe(true);
  });
});
