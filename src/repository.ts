/** Repositories of one entity with some of its methods, for bundles that have what they use: `monotable/repository`. */

export {
  checkItem,
  createItem,
  decodeItem,
  deleteItem,
  deleteManyItems,
  encodeItem,
  filters,
  getItem,
  getManyItems,
  type Method,
  modifyItem,
  moveItem,
  putItem,
  putManyItems,
  queryItems,
  scanItems,
  updateItem,
  upsertItem,
} from "./database/methods.js";
export {
  type NoFilters,
  openRepository,
  type RepositoryOf,
  type RepositoryOptions,
} from "./database/repository.js";
