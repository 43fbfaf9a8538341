import { describe, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import type * as generated from "../golden/catalogue/generated/index.js";
import type * as schema from "../golden/catalogue/schema.js";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Flat, so that an intersection of objects equals the one object that it is. */
type Flat<T> = { [K in keyof T]: T[K] };

/** The attributes whose generated type is another than zod's. */
type Different<Generated, Zod> = {
  [Name in keyof Zod]-?: Name extends keyof Generated
    ? Equal<Pick<Generated, Name>, Flat<Pick<Zod, Name>>> extends true
      ? never
      : Name
    : Name;
}[keyof Zod];

type Out<Definition extends { readonly schema: z.ZodType }> = z.output<Definition["schema"]>;
type In<Definition extends { readonly schema: z.ZodType }> = z.input<Definition["schema"]>;

/** Generated as `unknown` that may be absent: nothing generated switches checks off. */
type Untyped = "any" | "unknown";
/** Printed as the one object that an intersection is. */
type Intersections = "intersection" | "withRecord" | "withUnion";

describe("generated types are those of zod", () => {
  it("read", () => {
    expectTypeOf<Different<generated.Text, Out<typeof schema.Text>>>().toEqualTypeOf<never>();
    expectTypeOf<Different<generated.Scalar, Out<typeof schema.Scalar>>>().toEqualTypeOf<
      Untyped | "binary" | "level"
    >();
    expectTypeOf<Different<generated.Container, Out<typeof schema.Container>>>().toEqualTypeOf<"binarySet">();
    expectTypeOf<Different<generated.Choice, Out<typeof schema.Choice>>>().toEqualTypeOf<Intersections>();
    expectTypeOf<Different<generated.Wrapped, Out<typeof schema.Wrapped>>>().toEqualTypeOf<never>();
    expectTypeOf<Different<generated.Coded, Out<typeof schema.Coded>>>().toEqualTypeOf<"inIntersection">();
    expectTypeOf<Different<generated.Recursive, Out<typeof schema.Recursive>>>().toEqualTypeOf<never>();
  });

  it("written", () => {
    expectTypeOf<Different<generated.TextInput, In<typeof schema.Text>>>().toEqualTypeOf<never>();
    expectTypeOf<Different<generated.ScalarInput, In<typeof schema.Scalar>>>().toEqualTypeOf<
      Untyped | "binary" | "level"
    >();
    expectTypeOf<
      Different<generated.ContainerInput, In<typeof schema.Container>>
    >().toEqualTypeOf<"binarySet">();
    expectTypeOf<Different<generated.ChoiceInput, In<typeof schema.Choice>>>().toEqualTypeOf<Intersections>();
    expectTypeOf<Different<generated.WrappedInput, In<typeof schema.Wrapped>>>().toEqualTypeOf<never>();
    expectTypeOf<
      Different<generated.CodedInput, In<typeof schema.Coded>>
    >().toEqualTypeOf<"inIntersection">();
    expectTypeOf<Different<generated.RecursiveInput, In<typeof schema.Recursive>>>().toEqualTypeOf<never>();
  });

  it("in other words", () => {
    expectTypeOf<Pick<generated.Scalar, Untyped>>().toEqualTypeOf<{ any?: unknown; unknown?: unknown }>();
    // Without the buffer behind it, which older compilers do not know.
    expectTypeOf<generated.Scalar["binary"]>().toEqualTypeOf<Uint8Array>();
    expectTypeOf<generated.Container["binarySet"]>().toEqualTypeOf<Set<Uint8Array>>();
    // The enum by its name, where zod has its members.
    expectTypeOf<generated.Scalar["level"]>().toExtend<Out<typeof schema.Scalar>["level"]>();
    expectTypeOf<Out<typeof schema.Scalar>["level"]>().toExtend<generated.Scalar["level"]>();
    type Zod = Pick<Out<typeof schema.Choice>, Intersections>;
    expectTypeOf<Pick<generated.Choice, Intersections>>().toExtend<Zod>();
    expectTypeOf<Zod>().toExtend<Pick<generated.Choice, Intersections>>();
    type Coded = Pick<Out<typeof schema.Coded>, "inIntersection">;
    expectTypeOf<Pick<generated.Coded, "inIntersection">>().toExtend<Coded>();
    expectTypeOf<Coded>().toExtend<Pick<generated.Coded, "inIntersection">>();
  });

  it("with what may be left out, but not be undefined", () => {
    expectTypeOf<{ exactOptional: Date }>().toExtend<Pick<generated.Wrapped, "exactOptional">>();
    // @ts-expect-error zod refuses it
    const undefinedOne: Pick<generated.WrappedInput, "exactOptional"> = { exactOptional: undefined };
    void undefinedOne;
  });
});
