import { inject } from "vitest";

// Two projects run at once, each on an engine of its own: a variable of the main process could not serve both.
process.env.DYNAMODB_ENDPOINT = inject("endpoint");
