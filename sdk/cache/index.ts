/** Caches that lie in a backend: the steps that restore and save them, in bash that works on every provider. */
export { checkForms, type InputForm } from "./check-forms.ts";
export { type CacheBackend, planCaches } from "./plan-caches.ts";
export { type CacheRemark, cacheRemark } from "./remarks.ts";
export { type S3Kind, s3Backend } from "./s3-backend.ts";
