import fc from "fast-check";

/** The seed of all properties of one file: another one in each run. It is printed, so that `SEED=…` repeats the run. */
export const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));

fc.configureGlobal({ seed });
console.log(`SEED=${seed}`);
