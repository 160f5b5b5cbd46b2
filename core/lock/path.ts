/** Where it lies, from the repository's root. */
export const lockPath = "cig.lock";
