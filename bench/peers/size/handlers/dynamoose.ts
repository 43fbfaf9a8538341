// An entity has all of its methods here, whichever are used.
export { dynamooseModels as open } from "../../contestants/dynamoose.js";
