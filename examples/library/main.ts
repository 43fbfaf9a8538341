import * as library from "./access-patterns.js";
import type { Database } from "./generated/index.js";

export const asimov = { authorLastName: "Asimov", authorFirstName: "Isaac" };
const foundation = { ...asimov, isbn: "978-0-553-29335-7", bookTitle: "Foundation" };

/** A book of two copies, one of which is lent, and brought back. */
export async function main(db: Database): Promise<string[]> {
  await db.author.create({ ...asimov, birthday: "1920-01-02", genres: new Set(["science fiction"]) });
  await db.book.putMany(["1", "2"].map((bookId) => ({ ...foundation, bookId, releaseDate: "1951-06-01" })));
  await db.genre.create({ ...foundation, genre: "science fiction", subgenre: "space opera" });
  await db.member.create({
    memberId: "m1",
    membershipStartDate: "2026-01-01",
    membershipEndDate: "2026-12-31",
    address: { street: "2 Elm St.", city: "Lincoln", zip: "68508" },
  });

  const [copy] = await library.availableCopies(db, asimov, foundation.isbn).all();
  if (copy === undefined) return ["Nothing is available."];
  const lent = await library.checkOut(db, copy, "m1", { from: "2026-03-01", to: "2026-03-22" });
  const { member, loans } = await library.accountOf(db, "m1").all();
  const lines = [
    `${member?.memberId} has ${loans.map(({ bookTitle }) => bookTitle).join(", ")} until ${lent.loanEndDate}`,
    `overdue on 23 March: ${await library.overdue(db, "m1", "2026-03-23").count()}`,
  ];
  await library.giveBack(db, lent, "m1");
  const { authors, books, genres } = await library.worksOf(db, asimov).all();
  return [
    ...lines,
    `${authors[0]?.authorFirstName} ${authors[0]?.authorLastName}: ${books.length} copies, ${genres[0]?.subgenre}`,
    `available: ${await library.availableCopies(db, asimov).count()}`,
  ];
}
