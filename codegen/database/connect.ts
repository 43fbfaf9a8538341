export { type ConnectOptions, connect } from "../../src/client/connect.js";
