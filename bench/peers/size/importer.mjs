// Prints how many milliseconds the import of a file takes.
import { pathToFileURL } from "node:url";

const start = performance.now();
await import(pathToFileURL(process.argv[2]).href);
process.stdout.write(`${performance.now() - start}`);
process.exit();
