import { defineCollection, defineEntity, defineTable, key, many, one } from "monotable";
import { z } from "zod";

/** Authors, the copies of their books, genres, and the members who borrow. */
export const library = defineTable("electro", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    "gsi1pk-gsi1sk-index": { partitionKey: "gsi1pk", sortKey: "gsi1sk" },
    "gsi2pk-gsi2sk-index": { partitionKey: "gsi2pk", sortKey: "gsi2sk" },
    "gsi3pk-gsi3sk-index": { partitionKey: "gsi3pk", sortKey: "gsi3sk" },
  },
});

/** An author. Two of one name differ by their birthdays. */
export const Author = defineEntity("Author", {
  table: library,
  schema: z.object({
    authorLastName: z.string(),
    authorFirstName: z.string(),
    birthday: z.iso.date(),
    bio: z.string().optional(),
    genres: z.set(z.string()).optional(),
  }),
  key: (a) => ({
    partition: key`AUTHOR#${a.authorLastName}`,
    sort: key`${a.authorFirstName}#${a.birthday}`,
  }),
  indexes: (a) => ({
    works: {
      index: "gsi2pk-gsi2sk-index",
      partition: key`WORKS#${a.authorLastName}#${a.authorFirstName}`,
      sort: key`AUTHOR`,
    },
  }),
});

/** One copy of a book, as it stands on a shelf or lies with a member. */
export const Book = defineEntity("Book", {
  table: library,
  schema: z.object({
    isbn: z.string(),
    /** The copies of a book are numbered from 1. */
    bookId: z.string(),
    bookTitle: z.string(),
    description: z.string().optional(),
    publisher: z.string().optional(),
    releaseDate: z.iso.date(),
    authorFirstName: z.string(),
    authorLastName: z.string(),
    /** The member who has it; nobody while it is available. */
    memberId: z.string().optional(),
    loanStartDate: z.iso.date().optional(),
    /** The day it is due, or AVAILABLE, which sorts after every day. */
    loanEndDate: z.union([z.iso.date(), z.literal("AVAILABLE")]).default("AVAILABLE"),
  }),
  key: (b) => ({ partition: key`ISBN#${b.isbn}`, sort: key`BOOK#${b.bookId}` }),
  indexes: (b) => ({
    /** The copies that a member has: a copy that is available is in nobody's account. */
    loans: {
      index: "gsi1pk-gsi1sk-index",
      partition: key`MEMBER#${b.memberId}`,
      sort: key`LOAN#${b.loanEndDate}`,
    },
    byAuthor: {
      index: "gsi2pk-gsi2sk-index",
      partition: key`WORKS#${b.authorLastName}#${b.authorFirstName}`,
      sort: key`BOOK#${b.loanEndDate}`,
    },
    byTitle: {
      index: "gsi3pk-gsi3sk-index",
      partition: key`TITLE#${b.bookTitle}`,
      sort: key`BOOK#${b.releaseDate}`,
    },
  }),
});

/** A genre of a book. */
export const Genre = defineEntity("Genre", {
  table: library,
  schema: z.object({
    genre: z.string(),
    subgenre: z.string(),
    isbn: z.string(),
    bookTitle: z.string(),
    authorFirstName: z.string(),
    authorLastName: z.string(),
  }),
  key: (g) => ({ partition: key`ISBN#${g.isbn}`, sort: key`GENRE#${g.genre}#${g.subgenre}` }),
  indexes: (g) => ({
    byGenre: { index: "gsi1pk-gsi1sk-index", partition: key`GENRE#${g.genre}`, sort: key`${g.subgenre}` },
    byAuthor: {
      index: "gsi2pk-gsi2sk-index",
      partition: key`WORKS#${g.authorLastName}#${g.authorFirstName}`,
      sort: key`GENRE#${g.genre}#${g.subgenre}`,
    },
    byTitle: {
      index: "gsi3pk-gsi3sk-index",
      partition: key`TITLE#${g.bookTitle}`,
      sort: key`GENRE#${g.genre}#${g.subgenre}`,
    },
  }),
});

/** A person who may borrow. */
export const Member = defineEntity("Member", {
  table: library,
  schema: z.object({
    memberId: z.string(),
    membershipStartDate: z.iso.date(),
    membershipEndDate: z.iso.date(),
    address: z.object({ street: z.string(), city: z.string(), zip: z.string() }),
  }),
  key: (m) => ({ partition: key`MEMBER#${m.memberId}`, sort: key`MEMBER` }),
  indexes: (m) => ({
    account: { index: "gsi1pk-gsi1sk-index", partition: key`MEMBER#${m.memberId}`, sort: key`MEMBER` },
  }),
});

/** The copies of a book and its genres. */
export const bookDetail = defineCollection("bookDetail", { copies: many(Book), genres: many(Genre) });

/** A member with the copies on loan. */
export const account = defineCollection(
  "account",
  { member: one(Member), loans: many(Book) },
  { index: "gsi1pk-gsi1sk-index" },
);

/** Authors of a name with their books and genres. */
export const works = defineCollection(
  "works",
  { authors: many(Author), books: many(Book), genres: many(Genre) },
  { index: "gsi2pk-gsi2sk-index" },
);

/** Everything of one title: its editions, and its genres. */
export const titles = defineCollection(
  "titles",
  { editions: many(Book), genres: many(Genre) },
  { index: "gsi3pk-gsi3sk-index" },
);
