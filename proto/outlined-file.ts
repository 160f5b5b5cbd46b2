import type { DescEnum, DescField, DescFile, DescMessage, DescOneof, DescService } from "@bufbuild/protobuf";
import type { EnumOutline, FieldOutline, FileOutline, MessageOutline, ServiceOutline } from "./outline.ts";

/**
 * The descriptors of a file from its outline (JSON), in place of the library's `fileDesc`, which decodes the file's own
 * descriptor and works out every field of every message at each start: twice the time that a bare Node takes. Here a
 * message's fields are made when somebody looks at them. `imports` are the files that it builds on.
 */
export function outlinedFile(json: string, imports: readonly DescFile[] = []): DescFile {
  const outline = JSON.parse(json) as FileOutline;
  const file = {
    kind: "file",
    proto: {
      $typeName: "google.protobuf.FileDescriptorProto",
      name: `${outline.name}.proto`,
      package: outline.package,
    },
    deprecated: false,
    edition: outline.edition,
    name: outline.name,
    dependencies: [...imports],
    enums: [],
    messages: [],
    extensions: [],
    services: [],
    toString: () => `file ${outline.name}.proto`,
  } as unknown as DescFile;
  file.enums.push(...outline.enums.map((each) => enumOf(each, file, undefined)));
  file.messages.push(...outline.messages.map((each) => messageOf(each, file, undefined)));
  file.services.push(...outline.services.map((each) => serviceOf(each, file)));
  return file;
}

/** All messages and enums that were made, by type name. */
const types = new Map<string, DescMessage | DescEnum>();

function typeNameOf(name: string, file: DescFile, parent: DescMessage | undefined): string {
  return parent ? `${parent.typeName}.${name}` : `${file.proto.package}.${name}`;
}

function enumOf(outline: EnumOutline, file: DescFile, parent: DescMessage | undefined): DescEnum {
  const { name, open, sharedPrefix } = outline;
  const typeName = typeNameOf(name, file, parent);
  const desc = {
    kind: "enum",
    proto: { $typeName: "google.protobuf.EnumDescriptorProto", name },
    deprecated: false,
    file,
    parent,
    open,
    name,
    typeName,
    value: {},
    values: [],
    sharedPrefix,
    toString: () => `enum ${typeName}`,
  } as unknown as DescEnum;
  for (const [own, localName, number] of outline.values) {
    const value = {
      kind: "enum_value",
      proto: { $typeName: "google.protobuf.EnumValueDescriptorProto", name: own, number },
      deprecated: false,
      parent: desc,
      name: own,
      localName,
      number,
      toString: () => `enum value ${typeName}.${own}`,
    } as unknown as DescEnum["values"][number];
    desc.values.push(value);
    desc.value[number] = value;
  }
  types.set(typeName, desc);
  return desc;
}

function messageOf(outline: MessageOutline, file: DescFile, parent: DescMessage | undefined): DescMessage {
  const { name } = outline;
  const typeName = typeNameOf(name, file, parent);
  const desc = {
    kind: "message",
    proto: { $typeName: "google.protobuf.DescriptorProto", name },
    deprecated: false,
    file,
    parent,
    name,
    typeName,
    nestedEnums: [],
    nestedMessages: [],
    nestedExtensions: [],
    toString: () => `message ${typeName}`,
    get fields() {
      return fill(this, outline).fields;
    },
    get field() {
      return fill(this, outline).field;
    },
    get oneofs() {
      return fill(this, outline).oneofs;
    },
    get members() {
      return fill(this, outline).members;
    },
  } as unknown as DescMessage;
  types.set(typeName, desc);
  desc.nestedEnums.push(...outline.enums.map((each) => enumOf(each, file, desc)));
  desc.nestedMessages.push(...outline.messages.map((each) => messageOf(each, file, desc)));
  return desc;
}

/** Makes what the getters promise, and puts it in their place. */
function fill(
  desc: unknown,
  outline: MessageOutline,
): Pick<DescMessage, "fields" | "field" | "oneofs" | "members"> {
  const parent = desc as DescMessage;
  const oneofs = outline.oneofs.map(([name, localName]) => oneofOf(name, localName, parent));
  const fields = outline.fields.map((each) => fieldOf(each, parent, oneofs));
  for (const field of fields) field.oneof?.fields.push(field);
  const field = Object.fromEntries(fields.map((each) => [each.localName, each]));
  const members = outline.members.map((index) => (index < 0 ? oneofs[-1 - index]! : fields[index]!));
  const made = { fields, field, oneofs, members };
  for (const [name, value] of Object.entries(made))
    Object.defineProperty(parent, name, { value, enumerable: true, writable: true, configurable: true });
  return made;
}

function oneofOf(name: string, localName: string, parent: DescMessage): DescOneof {
  return {
    kind: "oneof",
    proto: { $typeName: "google.protobuf.OneofDescriptorProto", name },
    deprecated: false,
    parent,
    fields: [],
    name,
    localName,
    toString: () => `oneof ${parent.typeName}.${name}`,
  } as unknown as DescOneof;
}

/** Every property is there, as in the library's, so that all fields are objects of one shape. */
function fieldOf(outline: FieldOutline, parent: DescMessage, oneofs: readonly DescOneof[]): DescField {
  const { name, number, message, enum: enumeration, oneof, fieldKind } = outline;
  return {
    kind: "field",
    proto: { $typeName: "google.protobuf.FieldDescriptorProto", name, number, jsonName: outline.jsonName },
    deprecated: false,
    scalar: undefined,
    listKind: undefined,
    mapKind: undefined,
    mapKey: undefined,
    delimitedEncoding: undefined,
    packed: undefined,
    ...outline,
    parent,
    message: message && types.get(message),
    enum: enumeration && types.get(enumeration),
    oneof: oneof === undefined ? undefined : oneofs[oneof],
    getDefaultValue: fieldKind === "list" || fieldKind === "map" ? undefined : () => undefined,
    toString: () => `field ${parent.typeName}.${name}`,
  } as unknown as DescField;
}

function serviceOf({ name, methods }: ServiceOutline, file: DescFile): DescService {
  const typeName = typeNameOf(name, file, undefined);
  const desc = {
    kind: "service",
    proto: { $typeName: "google.protobuf.ServiceDescriptorProto", name },
    deprecated: false,
    file,
    name,
    typeName,
    methods: [],
    method: {},
    toString: () => `service ${typeName}`,
  } as unknown as DescService;
  for (const [own, localName, methodKind, input, output, idempotency] of methods) {
    const method = {
      kind: "rpc",
      proto: { $typeName: "google.protobuf.MethodDescriptorProto", name: own },
      deprecated: false,
      parent: desc,
      name: own,
      localName,
      methodKind,
      input: types.get(input),
      output: types.get(output),
      idempotency,
      toString: () => `rpc ${typeName}.${own}`,
    } as unknown as DescService["methods"][number];
    desc.methods.push(method);
    desc.method[localName] = method;
  }
  return desc;
}
