import fc from "fast-check";
import { afterAll } from "vitest";
import { removeTemporaryFolders } from "./temporary.ts";

/**
 * Property tests take the same examples in each run, so that a change is judged and not luck. To look for new ones:
 * FAST_CHECK_SEED=$RANDOM npm test
 */
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20261121) });

// Runs for each file, where the modules that it shares with others are loaded once.
afterAll(removeTemporaryFolders);
