import type { Book, Database, Genre } from "./generated/index.js";

// Each access pattern of the library, by number.

/** An author's name. */
export interface AuthorName {
  readonly authorLastName: string;
  readonly authorFirstName: string;
}

/** 1. The authors of a last name whose first name begins so. */
export const authorsNamed = (db: Database, authorLastName: string, firstName: string) =>
  db.author.query({ authorLastName, authorFirstName: { beginsWith: firstName } });

/** 2. An author with books and genres. */
export const worksOf = (db: Database, author: AuthorName) => db.works(author);

/** 3. The copies of a book. */
export const copiesOf = (db: Database, isbn: string) => db.book.query({ isbn });

/** 3. The copies of a book with its genres. */
export const bookDetail = (db: Database, isbn: string) => db.bookDetail({ isbn });

/** 4. The copies that a member has, the first due first. */
export const loansOf = (db: Database, memberId: string) => db.book.loans({ memberId });

/** 4. A member with the copies on loan. */
export const accountOf = (db: Database, memberId: string) => db.account({ memberId });

/** 5. The copies that a member should have brought back before today. */
export const overdue = (db: Database, memberId: string, today: string) =>
  db.book.loans({ memberId, loanEndDate: { lt: today } });

/** 6. The available copies of an author's books, or of one of them. */
export function availableCopies(db: Database, author: AuthorName, isbn?: string) {
  const copies = db.book.byAuthor({ ...author, loanEndDate: "AVAILABLE" });
  return isbn === undefined ? copies : copies.filter((book) => book.isbn.eq(isbn));
}

/** 7. The copies of an author's books that are on loan: every day sorts before AVAILABLE. */
export const copiesOnLoan = (db: Database, author: AuthorName) =>
  db.book.byAuthor({ ...author, loanEndDate: { lt: "AVAILABLE" } });

/** 8. The editions of a title from a day on. */
export const editionsFrom = (db: Database, bookTitle: string, day: string) =>
  db.book.byTitle({ bookTitle, releaseDate: { gte: day } });

/** 8. The editions of a title between two days, both included. */
export const editionsBetween = (db: Database, bookTitle: string, from: string, to: string) =>
  db.book.byTitle({ bookTitle, releaseDate: { between: [from, to] } });

/** 9. What is in a genre, by subgenre. */
export const inGenre = (db: Database, genre: string) => db.genre.byGenre({ genre });

/** 9. What is in a subgenre, or in those that begin so. */
export const inSubgenre = (db: Database, genre: string, subgenre: string | { beginsWith: string }) =>
  db.genre.byGenre({ genre, subgenre });

/** 10. What an author wrote in a genre. */
export const genresBy = (db: Database, author: AuthorName, genre: string) =>
  db.genre.byAuthor({ ...author, genre });

/** 10. The first copy of each book, in the order of the books: any number of them. */
export const firstCopies = (db: Database, books: readonly Pick<Genre, "isbn">[]) =>
  db.book.getMany(books.map(({ isbn }) => ({ isbn, bookId: "1" })));

/** 11. Lends a copy, which nobody else has. */
export const checkOut = (
  db: Database,
  copy: Book,
  memberId: string,
  loan: { readonly from: string; readonly to: string },
) =>
  db.book
    .update(copy)
    .set({ memberId, loanStartDate: loan.from, loanEndDate: loan.to, ...authorOf(copy) })
    .if((book) => book.loanEndDate.eq("AVAILABLE"));

/** 11. Takes a copy back from the member who has it. */
export const giveBack = (db: Database, copy: Book, memberId: string) =>
  db.book
    .update(copy)
    .set({ memberId: undefined, loanEndDate: "AVAILABLE", ...authorOf(copy) })
    .remove("memberId", "loanStartDate")
    .if((book) => book.memberId.eq(memberId));

/** The index by author sorts by the end of the loan, so its other pieces are given with it. They never change. */
const authorOf = ({ authorLastName, authorFirstName }: Book): AuthorName => ({
  authorLastName,
  authorFirstName,
});

/** 12. How many copies a member has. */
export const countLoans = (db: Database, memberId: string) => db.book.loans({ memberId }).count();
