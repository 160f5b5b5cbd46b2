import type { MessageInitShape } from "@bufbuild/protobuf";
import type { PlanRequest } from "../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import type { Use } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { ServiceSchema } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Text } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import type { ServiceKind } from "../evidence/service-kind.ts";

/** A kind of server that jobs may have beside them: what a plugin `db/NAME` consists of. */
export interface ServerKind {
  readonly kind: ServiceKind;
  /** "db/mysql" */
  readonly plugin: string;
  /** Of the official image, without a tag. */
  readonly image: string;
  /** What jobs get when nobody states a version. */
  readonly defaultVersion: string;
  /** The tag of a version, where the image has none of its own name: `undefined` keeps what is written. */
  tagOf?(version: string): string | undefined;
  /** On which the server listens. */
  readonly port: number;
  /** Fixed title of the remark that the repository runs another image than the job gets; and what that one lacks. */
  readonly otherImage: { readonly title: string; readonly gets: string };
  /** What is special about this kind of server. */
  make(wish: ServerWish): ServerParts;
}

/** One use of a server by a job. */
export interface ServerWish {
  readonly use: Use;
  readonly image: Text;
  /** Where the steps reach it: "localhost" and the published port, or its own name and port in a container's network. */
  readonly host: string;
  readonly port: string;
  readonly request: Pick<PlanRequest, "facts" | "project">;
  /** A whole number that is known before the run; otherwise `usual`, and an error about the input is told. */
  numberInput(name: string, usual: number, least: number, most: number): number;
}

/** The parts of a service that differ from kind to kind. */
export type ServerParts = Pick<MessageInitShape<typeof ServiceSchema>, "env" | "exports"> & {
  /** Command inside the container that succeeds when the server is ready. */
  readonly ready: string;
  /** How often it is asked, five seconds apart. Default: 10. */
  readonly retries?: number;
};
