/**
 * Items to store, by the name of their repository, as `create` takes them: for `monotable seed` and for diagrams of a
 * design. The type parameter is the generated `Database`.
 *
 * @example
 * export default {
 *   customer: [{ customerId: "c1", email: "ann@example.com", name: "Ann" }],
 * } satisfies Fixtures<Database>;
 */
export type Fixtures<Database> = {
  readonly [Name in keyof Database as Database[Name] extends Creates
    ? Name
    : never]?: Database[Name] extends {
    create(item: infer Input): unknown;
  }
    ? readonly Input[]
    : never;
};

/** The part that all repositories have in common. */
interface Creates {
  create(item: never): unknown;
}
