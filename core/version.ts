declare const __CIG_VERSION__: string | undefined;

/** The version of this cig, put in by the build. */
export const version = typeof __CIG_VERSION__ === "string" ? __CIG_VERSION__ : "0.0.0-dev";
