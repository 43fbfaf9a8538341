// biome-ignore-all lint/suspicious/useIterableCallbackReturn: callbacks without return are what these tests are about
import { describe, it } from "vitest";
import { and, not, or } from "../../src/index.js";
import type { Database, SiteInput } from "../golden/features/generated/index.js";

declare const db: Database;
declare const wanted: boolean;
declare const input: SiteInput;
const read = () => db.site.query({ siteId: "s" });
const remove = () => db.site.delete({ siteId: "s" });

describe("the callback of a condition", () => {
  it("returns a condition, or undefined for none", () => {
    read().filter((s) => s.paid.gt(1));
    read().filter((s) => (wanted ? s.paid.gt(1) : undefined));
    read().filter((s) => and(wanted ? s.paid.gt(1) : undefined, not(or(s.total.gt(1), s.paid.gt(2)))));
    read().filter((s) => {
      if (wanted) return s.paid.gt(1);
      return undefined;
    });
    remove().if((s) => s.preferences["e-mail"].daily.eq(false));
    db.site.put(input).if((s) => s.paid.gt(1));
    db.site.update({ siteId: "s" }).if((s) => not(s.paid.gt(1)));
  });

  it("does not return a boolean or a path", () => {
    // @ts-expect-error `!` gives a boolean
    remove().if((s) => !s.preferences["e-mail"].daily);
    // @ts-expect-error `!` gives a boolean
    read().filter((s) => !s.paid.gt(1));
    // @ts-expect-error a path is no condition
    remove().if((s) => s.preferences["e-mail"].daily);
    // @ts-expect-error `&&` of a boolean may give false
    read().filter((s) => wanted && s.paid.gt(1));
    // @ts-expect-error false is no condition
    db.site.put(input).if(() => false);
    // @ts-expect-error false is no condition
    db.site.check({ siteId: "s" }, (s) => !s.paid.gt(1));
  });

  it("has a return statement", () => {
    // @ts-expect-error nothing is returned
    read().filter((s) => {
      s.paid.gt(1);
    });
    // @ts-expect-error nothing is returned
    remove().if((s) => {
      s.paid.gt(1);
    });
    // @ts-expect-error nothing is returned
    db.site.put(input).if((s) => {
      s.paid.gt(1);
    });
    // @ts-expect-error nothing is returned
    db.site.update({ siteId: "s" }).if((s) => {
      s.paid.gt(1);
    });
    // @ts-expect-error nothing is returned
    db.site.scan().filter((s) => {
      s.paid.gt(1);
    });
    // @ts-expect-error nothing is returned
    db.site.check({ siteId: "s" }, (s) => {
      s.paid.gt(1);
    });
    // @ts-expect-error nothing is returned
    db.site.update({ siteId: "s" }).change((s) => {
      s.preferences.theme.set("dark");
    });
  });
});

describe("and, or, not", () => {
  it("take conditions and undefined alone", () => {
    // @ts-expect-error `&&` of a boolean may give false
    read().filter((s) => and(wanted && s.paid.gt(1)));
    // @ts-expect-error `!` gives a boolean
    read().filter((s) => or(!s.paid.gt(1), s.total.gt(1)));
    // @ts-expect-error `!` gives a boolean
    read().filter((s) => not(!s.paid.gt(1)));
    // @ts-expect-error a path is no condition
    read().filter((s) => and(s.preferences["e-mail"].daily));
    // @ts-expect-error the method takes conditions alone
    read().filter((s) => s.paid.gt(1).and(wanted ? s.total.gt(1) : undefined));
  });
});
