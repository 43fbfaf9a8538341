// An entity has all of its methods here, whichever are used.
export { onetable as open } from "../../contestants/onetable.js";
