import { ts } from "ts-morph";

/**
 * The type of what a schema gives, found when it is asked for: by the type of the schema itself, or, where that was
 * widened to `z.ZodType<T>`, within the type of what lies above.
 */
export class TypeSource {
  readonly checker: ts.TypeChecker;
  readonly #schema: ts.Type | undefined;
  readonly #fallback: () => ts.Type | undefined;

  constructor(
    checker: ts.TypeChecker,
    schema: ts.Type | undefined,
    fallback: () => ts.Type | undefined = () => undefined,
  ) {
    this.checker = checker;
    this.#schema = schema;
    this.#fallback = fallback;
  }

  /** The type that the compiler resolves; `undefined` if it is unknown. */
  get output(): ts.Type | undefined {
    const output = this.#member(this.#schema, "_zod", "output");
    return output !== undefined && !(output.flags & UNKNOWN) ? output : (this.#fallback() ?? output);
  }

  /** Below a wrapper, whose output is that of what it wraps but for what may be absent. */
  inner(): TypeSource {
    return this.#below("innerType", (output) => output);
  }

  lazy(): TypeSource {
    const schema = this.#member(this.#schema, "_zod", "innerType");
    return new TypeSource(this.checker, schema, () => this.output);
  }

  property(name: string): TypeSource {
    const shape = this.#member(this.#schema, "_zod", "def", "shape");
    return this.#at(shape && this.#member(shape, name), (output) => this.#member(output, name));
  }

  element(): TypeSource {
    return this.#below("element", (output) => this.#index(output, ts.IndexKind.Number));
  }

  position(position: number): TypeSource {
    const items = this.#member(this.#schema, "_zod", "def", "items");
    return this.#at(this.#argument(items, position), (output) => this.#argument(output, position));
  }

  rest(after: number): TypeSource {
    return this.#below("rest", (output) => this.#argument(output, after));
  }

  entry(): TypeSource {
    return this.#below("valueType", (output) => this.#index(output, ts.IndexKind.String));
  }

  catchall(): TypeSource {
    return this.#below("catchall", (output) => this.#index(output, ts.IndexKind.String));
  }

  setElement(): TypeSource {
    return this.#below("valueType", (output) => this.#argument(output, 0));
  }

  mapKey(): TypeSource {
    return this.#below("keyType", (output) => this.#argument(output, 0));
  }

  mapValue(): TypeSource {
    return this.#below("valueType", (output) => this.#argument(output, 1));
  }

  /** One of the options of a union: of an unknown one, that it gives what the union gives. */
  option(position: number): TypeSource {
    const options = this.#member(this.#schema, "_zod", "def", "options");
    return this.#at(this.#argument(options, position), (output) => output);
  }

  side(name: "left" | "right"): TypeSource {
    return this.#below(name, (output) => output);
  }

  /** Returns the source for the input of a pipe, of which only the schema tells the type. */
  pipeInput(): TypeSource {
    return this.#below("in", () => undefined);
  }

  pipeOutput(): TypeSource {
    return this.#below("out", (output) => output);
  }

  #below(part: string, fallback: (output: ts.Type) => ts.Type | undefined): TypeSource {
    return this.#at(this.#member(this.#schema, "_zod", "def", part), fallback);
  }

  #at(schema: ts.Type | undefined, fallback: (output: ts.Type) => ts.Type | undefined): TypeSource {
    return new TypeSource(this.checker, schema, () => {
      const { output } = this;
      return output === undefined ? undefined : fallback(this.checker.getNonNullableType(output));
    });
  }

  #member(type: ts.Type | undefined, ...names: readonly string[]): ts.Type | undefined {
    return names.reduce<ts.Type | undefined>((of, name) => {
      const present = of === undefined ? undefined : this.checker.getNonNullableType(of);
      const property = present && this.checker.getPropertyOfType(present, name);
      return property && this.checker.getTypeOfSymbol(property);
    }, type);
  }

  #index(type: ts.Type, kind: ts.IndexKind): ts.Type | undefined {
    return this.checker.getIndexTypeOfType(type, kind);
  }

  #argument(type: ts.Type | undefined, position: number): ts.Type | undefined {
    if (type === undefined || !(type.flags & ts.TypeFlags.Object)) return undefined;
    const present = this.checker.getNonNullableType(type);
    const isReference = ((present as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
    return isReference ? this.checker.getTypeArguments(present as ts.TypeReference)[position] : undefined;
  }
}

const UNKNOWN = ts.TypeFlags.Any | ts.TypeFlags.Unknown;
