import { fromBinary, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { StoreService } from "../../../proto/gen/cig/plugin/v1/store_pb.ts";
import type { HookName } from "../../event.ts";

type Methods = typeof StoreService.method;
/** What a store of markers is asked. Apart from the hooks, so that a run without a store does not load its messages. */
export type StoreMethod = keyof Methods;
export type StoreRequest<M extends StoreMethod> = MessageShape<Methods[M]["input"]>;
export type StoreResponse<M extends StoreMethod> = MessageShape<Methods[M]["output"]>;

/** Everything that a plugin can be asked once hands are shaken. */
export type Method = HookName | StoreMethod;

export function isStoreMethod(method: string): method is StoreMethod {
  return Object.hasOwn(StoreService.method, method);
}

/** The gRPC path of a method: "/cig.plugin.v1.StoreService/Lookup". */
export function storeMethodPath(method: StoreMethod): string {
  return `/${StoreService.typeName}/${StoreService.method[method].name}`;
}

export function encodeStoreRequest<M extends StoreMethod>(method: M, request: StoreRequest<M>): Uint8Array {
  return toBinary(StoreService.method[method].input, request);
}

/** Throws when the bytes are not such a message. */
export function decodeStoreResponse<M extends StoreMethod>(method: M, bytes: Uint8Array): StoreResponse<M> {
  return fromBinary(StoreService.method[method].output, bytes) as StoreResponse<M>;
}
