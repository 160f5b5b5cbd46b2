import { fromBinary, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { PinsService } from "../../../proto/gen/cig/plugin/v1/pins_pb.ts";
import { StoreService } from "../../../proto/gen/cig/plugin/v1/store_pb.ts";
import type { HookName } from "../../event.ts";

type Methods = typeof StoreService.method & typeof PinsService.method;
/**
 * What is asked of stores of markers and of sources of pins: answers that hang on the world outside of the request.
 * Apart from the hooks, so that a run that asks nobody outside does not load these messages.
 */
export type OutsideMethod = keyof Methods;
export type OutsideRequest<M extends OutsideMethod> = MessageShape<Methods[M]["input"]>;
export type OutsideResponse<M extends OutsideMethod> = MessageShape<Methods[M]["output"]>;

/** Everything that a plugin can be asked once hands are shaken. */
export type Method = HookName | OutsideMethod;

const methods: Methods = { ...StoreService.method, ...PinsService.method };

export function isOutsideMethod(method: string): method is OutsideMethod {
  return Object.hasOwn(methods, method);
}

/** The name of the service that a method belongs to: "cig.plugin.v1.StoreService". */
export function outsideServiceOf(method: OutsideMethod): string {
  return methods[method].parent.typeName;
}

/** The gRPC path of a method: "/cig.plugin.v1.StoreService/Lookup". */
export function outsideMethodPath(method: OutsideMethod): string {
  return `/${outsideServiceOf(method)}/${methods[method].name}`;
}

export function encodeOutsideRequest<M extends OutsideMethod>(
  method: M,
  request: OutsideRequest<M>,
): Uint8Array {
  return toBinary(methods[method].input, request);
}

/** Throws when the bytes are not such a message. */
export function decodeOutsideResponse<M extends OutsideMethod>(
  method: M,
  bytes: Uint8Array,
): OutsideResponse<M> {
  return fromBinary(methods[method].output, bytes) as OutsideResponse<M>;
}
