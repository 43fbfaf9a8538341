import { beforeAll, describe, expect, it } from "vitest";
import * as library from "../../../examples/library/access-patterns.js";
import { createDatabase, tables } from "../../../examples/library/generated/index.js";
import { asimov, main } from "../../../examples/library/main.js";
import { connect } from "../../support/connect.js";

let lines: string[];

const connection = await connect(tables);
const db = createDatabase(connection.client);

beforeAll(async () => {
  lines = await main(db);
});

let count = 0;
/** An author whom no other test has. */
const newAuthor = () => {
  count += 1;
  return { authorLastName: `Author${count}`, authorFirstName: "Ann" };
};
type Author = ReturnType<typeof newAuthor>;
/** A copy of a book of that author. */
const newCopy = (author: Author, bookId = "1", changes: { isbn?: string; releaseDate?: string } = {}) =>
  db.book.create({
    ...author,
    isbn: `isbn-of-${author.authorLastName}`,
    bookId,
    bookTitle: `Title-of-${author.authorLastName}`,
    releaseDate: "2001-01-01",
    ...changes,
  });
const newGenre = (author: Author, genre: string, subgenre: string, isbn: string) =>
  db.genre.create({ ...author, genre, subgenre, isbn, bookTitle: `Title-of-${author.authorLastName}` });
const march = { from: "2026-03-01", to: "2026-03-22" };

const TableName = "electro";
const names = (...attributes: string[]) => Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
/** A Query of an index, or of the table. */
function query(index: string, partition: string, sort: string | undefined, ...values: string[]) {
  const [pk, sk] = index === "" ? ["pk", "sk"] : [`${index}pk`, `${index}sk`];
  return {
    operation: "Query",
    input: {
      TableName,
      ...(index !== "" && { IndexName: `${index}pk-${index}sk-index` }),
      KeyConditionExpression: `#${pk} = :v0${sort === undefined ? "" : ` AND ${sort.replace("sk", `#${sk}`)}`}`,
      ExpressionAttributeNames: names(pk, ...(sort === undefined ? [] : [sk])),
      ExpressionAttributeValues: Object.fromEntries(
        [partition, ...values].map((value, position) => [`:v${position}`, value]),
      ),
    },
  };
}
const begins = "begins_with(sk, :v1)";
const between = "sk BETWEEN :v1 AND :v2";

/** The keys of a copy as they are stored. */
async function storedKeys(isbn: string): Promise<unknown> {
  const rows = (await connection.stored(TableName)).filter((row) => row["isbn"] === isbn);
  return rows.map(({ gsi1pk, gsi1sk, gsi2sk, gsi3sk }) => ({ gsi1pk, gsi1sk, gsi2sk, gsi3sk }));
}

describe("the library", () => {
  it("finds authors by last name and the beginning of the first name (access pattern 1)", async () => {
    for (const authorFirstName of ["Frank", "Franz", "Fred"]) {
      await db.author.create({ authorLastName: "Herbert", authorFirstName, birthday: "1920-10-08" });
    }
    connection.sent();
    const authors = await library.authorsNamed(db, "Herbert", "Fra").all();
    expect(authors.map(({ authorFirstName }) => authorFirstName)).toEqual(["Frank", "Franz"]);
    expect(connection.sent()).toEqual([query("", "AUTHOR#Herbert", begins, "Fra")]);
    // Case is kept: nothing is folded unasked.
    expect(await library.authorsNamed(db, "herbert", "Fra").all()).toEqual([]);
  });

  it("reads an author with books and genres with one Query, three types (access pattern 2)", async () => {
    const author = newAuthor();
    await db.author.create({ ...author, birthday: "1970-01-01", genres: new Set(["crime"]) });
    const copies = [await newCopy(author, "1"), await newCopy(author, "2")];
    await newGenre(author, "crime", "noir", copies[0]?.isbn ?? "");
    connection.sent();

    const { authors, books, genres } = await library.worksOf(db, author).all();
    expect(authors).toEqual([{ ...author, birthday: "1970-01-01", genres: new Set(["crime"]) }]);
    expect(books).toEqual(copies);
    expect(genres).toMatchObject([{ genre: "crime", subgenre: "noir" }]);
    const partition = `WORKS#${author.authorLastName}#Ann`;
    expect(connection.sent()).toEqual([query("gsi2", partition, between, "AUTHOR", "GENRE$")]);

    // A page may end between the types of one author: the next one goes on from there.
    const pages = [];
    for await (const { items } of library.worksOf(db, author).pages({ size: 2 })) {
      pages.push([items.authors.length, items.books.length, items.genres.length]);
    }
    expect(pages.slice(0, 2)).toEqual([
      [1, 1, 0],
      [0, 1, 1],
    ]);
  });

  it("reads the copies of a book, and its genres with them (access pattern 3)", async () => {
    const author = newAuthor();
    const { isbn } = await newCopy(author, "1", { isbn: "isbn-3" });
    await newCopy(author, "2", { isbn });
    await newGenre(author, "crime", "noir", isbn);
    connection.sent();
    expect(await library.copiesOf(db, isbn).all()).toMatchObject([{ bookId: "1" }, { bookId: "2" }]);
    const { copies, genres } = await library.bookDetail(db, isbn).all();
    expect([copies.length, genres.length]).toEqual([2, 1]);
    expect(connection.sent()).toEqual([
      query("", "ISBN#isbn-3", begins, "BOOK#"),
      query("", "ISBN#isbn-3", between, "BOOK#", "GENRE$"),
    ]);
  });

  it("reads, counts and checks the loans of a member (access patterns 4, 5 and 12)", async () => {
    const author = newAuthor();
    const member = {
      memberId: "m-4",
      membershipStartDate: "2026-01-01",
      membershipEndDate: "2026-12-31",
      address: { street: "2 Elm St.", city: "Lincoln", zip: "68508" },
    };
    await db.member.create(member);
    const days = ["2026-03-10", "2026-03-05", "2026-03-20"];
    for (const [number, to] of days.entries()) {
      await library.checkOut(db, await newCopy(author, String(number)), "m-4", { ...march, to });
    }
    await newCopy(author, "on the shelf");
    connection.sent();

    const loans = await library.loansOf(db, "m-4").all();
    expect(loans.map(({ loanEndDate }) => loanEndDate)).toEqual(days.toSorted());
    expect(await library.accountOf(db, "m-4").all()).toEqual({ member, loans });
    expect(await library.overdue(db, "m-4", "2026-03-20").all()).toEqual(loans.slice(0, 2));
    expect(await library.countLoans(db, "m-4")).toBe(3);
    const counted = query("gsi1", "MEMBER#m-4", begins, "LOAN#");
    const [loansQuery, accountQuery, overdueQuery, countQuery] = connection.sent();
    expect(loansQuery).toEqual(counted);
    expect(accountQuery).toEqual(query("gsi1", "MEMBER#m-4", between, "LOAN#", "MEMBER"));
    expect(overdueQuery).toMatchObject({
      input: {
        KeyConditionExpression: "#gsi1pk = :v0 AND #gsi1sk BETWEEN :v1 AND :v2",
        // The greatest key before the day itself: what is due today is not overdue.
        ExpressionAttributeValues: { ":v1": "LOAN#", ":v2": expect.stringMatching(/^LOAN#2026-03-2\//) },
      },
    });
    // A count compares the name of the entity as well: rows of others are not counted.
    expect(countQuery).toMatchObject({
      input: { Select: "COUNT", FilterExpression: "(#_entity = :v2 OR attribute_not_exists(#_entity))" },
    });
  });

  it("tells available copies from those on loan by the index of the author (access patterns 6 and 7)", async () => {
    const author = { authorLastName: "Lem", authorFirstName: "Stanislaw" };
    const lent = await newCopy(author, "1", { isbn: "solaris" });
    const free = await newCopy(author, "2", { isbn: "solaris" });
    const other = await newCopy(author, "1", { isbn: "fiasco" });
    await library.checkOut(db, lent, "m-6", march);
    connection.sent();

    const available = await library.availableCopies(db, author).all();
    expect(new Set(available)).toEqual(new Set([free, other]));
    expect(await library.availableCopies(db, author, "solaris").all()).toEqual([free]);
    expect(await library.copiesOnLoan(db, author).all()).toMatchObject([{ bookId: "1", memberId: "m-6" }]);
    const [all, filtered, onLoan] = connection.sent();
    expect(all).toEqual(query("gsi2", "WORKS#Lem#Stanislaw", "sk = :v1", "BOOK#AVAILABLE"));
    expect(filtered).toMatchObject({ input: { FilterExpression: "#isbn = :v2" } });
    expect(onLoan).toMatchObject({
      input: {
        KeyConditionExpression: "#gsi2pk = :v0 AND #gsi2sk BETWEEN :v1 AND :v2",
        ExpressionAttributeValues: { ":v1": "BOOK#", ":v2": expect.stringMatching(/^BOOK#AVAILABLD/) },
      },
    });
  });

  it("reads the editions of a title from a day on, or between two (access pattern 8)", async () => {
    const title = { bookTitle: "Dune", authorLastName: "Herbert", authorFirstName: "Frank" };
    for (const releaseDate of ["1965-08-01", "1984-06-01", "2010-12-07"]) {
      await db.book.create({ ...title, isbn: `dune-${releaseDate}`, bookId: "1", releaseDate });
    }
    connection.sent();
    const days = (books: readonly { releaseDate: string }[]) => books.map(({ releaseDate }) => releaseDate);
    expect(days(await library.editionsFrom(db, "Dune", "1984-06-01").all())).toEqual([
      "1984-06-01",
      "2010-12-07",
    ]);
    expect(days(await library.editionsBetween(db, "Dune", "1965-08-01", "1984-06-01").all())).toEqual([
      "1965-08-01",
      "1984-06-01",
    ]);
    expect(connection.sent()).toEqual([
      query("gsi3", "TITLE#Dune", between, "BOOK#1984-06-01", "BOOK$"),
      query("gsi3", "TITLE#Dune", between, "BOOK#1965-08-01", "BOOK#1984-06-01"),
    ]);
  });

  it("lists a genre, a subgenre, and the subgenres that begin so (access pattern 9)", async () => {
    const author = newAuthor();
    for (const [number, subgenre] of ["cyberpunk", "cybernoir", "steampunk"].entries()) {
      await newGenre(author, "punk", subgenre, `punk-${number}`);
    }
    connection.sent();
    const subgenres = (genres: readonly { subgenre: string }[]) => genres.map(({ subgenre }) => subgenre);
    expect(subgenres(await library.inGenre(db, "punk").all())).toEqual([
      "cybernoir",
      "cyberpunk",
      "steampunk",
    ]);
    expect(subgenres(await library.inSubgenre(db, "punk", "steampunk").all())).toEqual(["steampunk"]);
    const cyber = await library.inSubgenre(db, "punk", { beginsWith: "cyber" }).all();
    expect(subgenres(cyber)).toEqual(["cybernoir", "cyberpunk"]);
    expect(connection.sent()).toEqual([
      query("gsi1", "GENRE#punk", undefined),
      query("gsi1", "GENRE#punk", "sk = :v1", "steampunk"),
      query("gsi1", "GENRE#punk", begins, "cyber"),
    ]);
  });

  it("reads what an author wrote in a genre, then the books, more than a request takes (access pattern 10)", async () => {
    const author = { authorLastName: "Simenon", authorFirstName: "Georges" };
    const isbns = Array.from({ length: 130 }, (_, number) => `simenon-${String(number).padStart(3, "0")}`);
    await db.book.putMany(
      isbns.map((isbn) => ({ ...author, isbn, bookId: "1", bookTitle: isbn, releaseDate: "1931-01-01" })),
    );
    await db.genre.putMany(
      isbns.map((isbn) => ({ ...author, isbn, bookTitle: isbn, genre: "crime", subgenre: "Maigret" })),
    );
    connection.sent();
    const genres = await library.genresBy(db, author, "crime").all();
    const books = await library.firstCopies(db, genres);
    expect(books.map((book) => book?.isbn)).toEqual(genres.map(({ isbn }) => isbn));
    expect(new Set(books.map((book) => book?.isbn))).toEqual(new Set(isbns));
    const [first, ...batches] = connection.sent();
    expect(first).toEqual(query("gsi2", "WORKS#Simenon#Georges", begins, "GENRE#crime#"));
    expect(batches.map(({ operation }) => operation)).toEqual(["BatchGetItem", "BatchGetItem"]);
    expect(batches[0]).toMatchObject({
      input: {
        RequestItems: {
          electro: { Keys: expect.arrayContaining([{ pk: "ISBN#simenon-000", sk: "BOOK#1" }]) },
        },
      },
    });
  });

  it("lends a copy and takes it back, and it moves through two indexes at once (access pattern 11)", async () => {
    const author = { authorLastName: "Eco", authorFirstName: "Umberto" };
    const copy = await newCopy(author, "1", { isbn: "rose", releaseDate: "1980-09-01" });
    const gsi3sk = "BOOK#1980-09-01";
    const onShelf = [{ gsi1pk: undefined, gsi1sk: undefined, gsi2sk: "BOOK#AVAILABLE", gsi3sk }];
    expect(await storedKeys("rose")).toEqual(onShelf);
    connection.sent();

    const lent = await library.checkOut(db, copy, "m-11", march);
    expect(lent).toEqual({ ...copy, memberId: "m-11", loanStartDate: march.from, loanEndDate: march.to });
    expect(await storedKeys("rose")).toEqual([
      { gsi1pk: "MEMBER#m-11", gsi1sk: "LOAN#2026-03-22", gsi2sk: "BOOK#2026-03-22", gsi3sk },
    ]);
    const Key = { pk: "ISBN#rose", sk: "BOOK#1" };
    expect(connection.sent()).toMatchObject([
      {
        operation: "UpdateItem",
        input: {
          Key,
          ConditionExpression:
            "attribute_exists(#pk) AND #loanEndDate = :v11 AND (#_entity = :v12 OR attribute_not_exists(#_entity))",
          ExpressionAttributeValues: { ":v11": "AVAILABLE", ":v12": "Book" },
        },
      },
    ]);

    // It is not lent twice, and only the member who has it gives it back.
    await expect(library.checkOut(db, copy, "m-12", march)).rejects.toMatchObject({
      code: "ConditionFailed",
      details: { item: { memberId: "m-11" } },
    });
    await expect(library.giveBack(db, lent, "m-12")).rejects.toMatchObject({ code: "ConditionFailed" });
    connection.sent();

    expect(await library.giveBack(db, lent, "m-11")).toEqual(copy);
    expect(await storedKeys("rose")).toEqual(onShelf);
    const [{ input } = { input: {} }] = connection.sent();
    expect(input).toMatchObject({ Key });
    expect((input as { UpdateExpression: string }).UpdateExpression).toMatch(
      /^SET .* REMOVE #memberId, #loanStartDate, #gsi1pk, #gsi1sk$/,
    );
    expect(await library.countLoans(db, "m-11")).toBe(0);
  });

  it("lends a copy to one of 50 members who want it at once (access pattern 11)", {
    tags: "contention",
  }, async () => {
    const copy = await newCopy(newAuthor());
    const wishes = Array.from({ length: 50 }, (_, number) =>
      library.checkOut(db, copy, `wish-${number}`, march).then(({ memberId }) => memberId),
    );
    const results = await Promise.allSettled(wishes);
    const happy = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(happy).toHaveLength(1);
    expect(await db.book.get(copy)).toMatchObject({ memberId: happy[0] });
    const loans = await Promise.all(wishes.map((_, number) => library.countLoans(db, `wish-${number}`)));
    expect(loans.reduce((sum, number) => sum + number)).toBe(1);
  });

  it("keeps no half of an index key: what changes a part of one says so before anything is sent", async () => {
    const copy = await newCopy(newAuthor());
    connection.sent();
    const { authorLastName, authorFirstName } = copy;
    const changes = { authorLastName, authorFirstName, loanEndDate: "2026-03-22", memberId: undefined };
    await expect(db.book.update(copy).set(changes)).rejects.toMatchObject({
      code: "InvalidUpdate",
      message: expect.stringContaining("is a piece of the key of loans, which also needs memberId"),
    });
    expect(connection.sent()).toEqual([]);
  });

  it.each(["Mon Jan 01 2024", "2024-1-1", "available"])(
    "refuses the date %s, which would not sort",
    async (day) => {
      const copy = await newCopy(newAuthor());
      connection.sent();
      await expect(library.checkOut(db, copy, "m", { from: "2024-01-01", to: day })).rejects.toMatchObject({
        code: "InvalidItem",
        details: { issues: [{ attribute: "loanEndDate" }] },
      });
      expect(connection.sent()).toEqual([]);
    },
  );

  it("keeps two authors of one name apart by their birthdays", async () => {
    const author = newAuthor();
    await db.author.create({ ...author, birthday: "1970-01-01" });
    await db.author.create({ ...author, birthday: "1980-01-01" });
    expect((await library.worksOf(db, author).all()).authors).toHaveLength(2);
  });

  it("runs its program from beginning to end", async () => {
    expect(lines).toEqual([
      "m1 has Foundation until 2026-03-22",
      "overdue on 23 March: 1",
      "Isaac Asimov: 2 copies, space opera",
      "available: 2",
    ]);
    expect(await library.availableCopies(db, asimov).count()).toBe(2);
  });
});
