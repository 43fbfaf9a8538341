// An entity has all of its methods here, whichever are used.
export { electrodb as open } from "../../contestants/electrodb.js";
