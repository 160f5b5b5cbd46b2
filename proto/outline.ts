import type { DescEnum, DescField, DescFile, DescMessage, DescOneof, DescService } from "@bufbuild/protobuf";

/** What a file's descriptors come to, as data that is cheap to read: each value as the library worked it out. */
export interface FileOutline {
  /** Without ".proto". */
  readonly name: string;
  readonly package: string;
  readonly edition: number;
  readonly messages: readonly MessageOutline[];
  readonly enums: readonly EnumOutline[];
  readonly services: readonly ServiceOutline[];
}

export interface MessageOutline {
  readonly name: string;
  readonly fields: readonly FieldOutline[];
  readonly oneofs: readonly (readonly [name: string, localName: string])[];
  /** In order: a field by its index, a oneof as -1 - its index. */
  readonly members: readonly number[];
  readonly messages: readonly MessageOutline[];
  readonly enums: readonly EnumOutline[];
}

/** What is undefined in the descriptor is absent; types are named. */
export interface FieldOutline {
  readonly [property: string]: unknown;
  readonly message?: string;
  readonly enum?: string;
  /** Index. */
  readonly oneof?: number;
}

export interface EnumOutline {
  readonly name: string;
  readonly open: boolean;
  readonly sharedPrefix?: string;
  readonly values: readonly (readonly [name: string, localName: string, number: number])[];
}

export interface ServiceOutline {
  readonly name: string;
  readonly methods: readonly (readonly [
    name: string,
    localName: string,
    kind: string,
    input: string,
    output: string,
    idempotency: number,
  ])[];
}

/** The outline of a file of our protocol. Throws for what the protocol has not, so that nothing is left out unseen. */
export function outlineOf(file: DescFile): FileOutline {
  if (file.extensions.length > 0 || file.proto.options)
    throw new Error(`bug: ${file.name} has more than an outline`);
  return {
    name: file.name,
    package: file.proto.package,
    edition: file.edition,
    messages: file.messages.map(messageOutline),
    enums: file.enums.map(enumOutline),
    services: file.services.map(serviceOutline),
  };
}

function messageOutline(message: DescMessage): MessageOutline {
  if (message.nestedExtensions.length > 0 || message.proto.options)
    throw new Error(`bug: ${message.typeName} has more than an outline`);
  return {
    name: message.name,
    fields: message.fields.map((field) => fieldOutline(field, message)),
    oneofs: message.oneofs.map(({ name, localName }) => [name, localName]),
    members: message.members.map((member) =>
      member.kind === "oneof" ? -1 - message.oneofs.indexOf(member) : message.fields.indexOf(member),
    ),
    messages: message.nestedMessages.map(messageOutline),
    enums: message.nestedEnums.map(enumOutline),
  };
}

function fieldOutline(field: DescField, { oneofs }: { readonly oneofs: readonly DescOneof[] }): FieldOutline {
  const { kind, proto, parent, message, enum: enumeration, oneof, ...rest } = field;
  if (proto.options || field.deprecated) throw new Error(`bug: ${String(field)} has more than an outline`);
  const plain = Object.entries(rest).filter(
    ([, value]) => value !== undefined && typeof value !== "function",
  );
  return {
    ...Object.fromEntries(plain),
    ...(message && { message: message.typeName }),
    ...(enumeration && { enum: enumeration.typeName }),
    ...(oneof && { oneof: oneofs.indexOf(oneof) }),
  };
}

function enumOutline({ name, open, sharedPrefix, values }: DescEnum): EnumOutline {
  return {
    name,
    open,
    ...(sharedPrefix !== undefined && { sharedPrefix }),
    values: values.map((value) => [value.name, value.localName, value.number]),
  };
}

function serviceOutline({ name, methods }: DescService): ServiceOutline {
  return {
    name,
    methods: methods.map((method) => [
      method.name,
      method.localName,
      method.methodKind,
      method.input.typeName,
      method.output.typeName,
      method.idempotency,
    ]),
  };
}
