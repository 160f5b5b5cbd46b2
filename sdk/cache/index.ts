/** Caches that lie in a backend: the steps that restore and save them, in bash that works on every provider. */
export { type CacheBackend, planCaches } from "./plan-caches.ts";
export { type CacheRemark, cacheRemark } from "./remarks.ts";
export { type S3Tool, s3Functions } from "./s3-functions.ts";
