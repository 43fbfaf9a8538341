import { describe, expectTypeOf, it } from "vitest";
import * as library from "../../examples/library/access-patterns.js";
import type { Author, Book, Database, Genre, Member } from "../../examples/library/generated/index.js";

declare const db: Database;
const key = { isbn: "i", bookId: "1" };
const author = { authorLastName: "Asimov", authorFirstName: "Isaac" };

describe("the library", () => {
  it("changes the pieces of index keys that meet together", () => {
    const loan = { ...author, memberId: "m", loanEndDate: "2026-03-22" };
    db.book.update(key).set({ ...loan, loanStartDate: "2026-03-01" });
    db.book.update(key).set({ description: "Old" });
    // @ts-expect-error the author is in a key with the end of the loan
    db.book.update(key).set({ memberId: "m", loanEndDate: "2026-03-22" });
    const { memberId: _, ...withoutMember } = loan;
    // @ts-expect-error the member is in a key with it too: it is said that there is none
    db.book.update(key).set(withoutMember);
    db.book
      .update(key)
      .set({ ...withoutMember, memberId: undefined })
      .remove("memberId");
    // @ts-expect-error required
    db.book.update(key).remove("loanEndDate");
  });

  it("groups collections by their members", async () => {
    expectTypeOf(await library.accountOf(db, "m").all()).toEqualTypeOf<{
      member: Member | undefined;
      loans: Book[];
    }>();
    expectTypeOf(await library.worksOf(db, author).all()).toEqualTypeOf<{
      authors: Author[];
      books: Book[];
      genres: Genre[];
    }>();
    expectTypeOf(library.firstCopies(db, [])).resolves.toEqualTypeOf<(Book | undefined)[]>();
  });

  it("queries from the left", () => {
    db.author.query({ authorLastName: "Asimov", authorFirstName: { beginsWith: "I" } });
    // @ts-expect-error the first name is skipped
    db.author.query({ authorLastName: "Asimov", birthday: "1920-01-02" });
    // @ts-expect-error the whole name is the partition key
    db.works({ authorLastName: "Asimov" });
  });
});
