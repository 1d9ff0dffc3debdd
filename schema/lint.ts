import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type SelectionSetNode,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql';

/** Something in a supergraph: an error is answered wrongly when it is asked for, a note is to be known. */
export interface Finding {
  level: 'error' | 'note';
  /** The type, or the field as `Type.field`. */
  at: string;
  message: string;
}

type Composite = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;
type Types = ReadonlyMap<string, Composite>;

/** What is wrong in a supergraph although it composes: what the planner answers wrongly without a word, and what the house wants told. */
export function lint(sdl: string): Finding[] {
  const types = compositesOf(parse(sdl, { noLocation: true }));
  return [...requirementsWithArguments(types), ...subscriptionsUntold(types), ...unresolvableRoots(types), ...privateTypes(types)];
}

/** Directives that promise a protection at the gateway. Ours are checked by the services, so that one who ignored these would serve what it must not. */
export function unenforced({ definitions }: DocumentNode): string[] {
  const links = definitions
    .filter((node) => node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION)
    .flatMap((node) => applied(node.directives, 'link'));
  const specs = links.map(({ url }) => /^https:\/\/specs\.apollo\.dev\/(authenticated|requiresScopes|policy)\//.exec(String(url))?.[1]);
  return specs.filter((spec) => spec !== undefined).map((spec) => `@${spec}`);
}

function compositesOf({ definitions }: DocumentNode): Types {
  const types = new Map<string, Composite>();
  for (const node of definitions)
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION) types.set(node.name.value, node);
  return types;
}

/** One name of the answer would have to hold the field under two arguments: what is required, and what a client asks for. */
function requirementsWithArguments(types: Types): Finding[] {
  return [...types.values()].flatMap((type) =>
    (type.fields ?? []).flatMap((field) => {
      const sets = applied(field.directives, 'join__field').flatMap(({ requires }) => (typeof requires === 'string' ? [requires] : []));
      const wrong = new Set(sets.flatMap((set) => fieldsWithArguments(types, type, selections(set))));
      return [...wrong].map((name) => error(`${type.name.value}.${field.name.value}`, `It @requires ${name}, which has arguments.`));
    }),
  );
}

function selections(set: string): SelectionSetNode {
  const [definition] = parse(`{ ${set} }`, { noLocation: true }).definitions;
  return (definition as { selectionSet: SelectionSetNode }).selectionSet;
}

function fieldsWithArguments(types: Types, type: Composite | undefined, { selections }: SelectionSetNode): string[] {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition?.name.value;
      return fieldsWithArguments(types, condition === undefined ? type : types.get(condition), node.selectionSet);
    }
    const field = type?.fields?.find(({ name }) => name.value === node.name.value);
    const own = node.arguments?.length || field?.arguments?.length ? [`${type?.name.value}.${node.name.value}`] : [];
    return node.selectionSet ? [...own, ...fieldsWithArguments(types, field && types.get(named(field.type)), node.selectionSet)] : own;
  });
}

/** Who subscribes stays for days: what is told, and how far it is shared, is said on purpose. */
function subscriptionsUntold(types: Types): Finding[] {
  const type = types.get('Subscription');
  return (type?.fields ?? []).flatMap((field) => {
    const at = `Subscription.${field.name.value}`;
    const marked = isMarked(field) || isMarked(type!);
    return [
      ...(field.description ? [] : [error(at, 'It has no description.')]),
      ...(marked ? [] : [error(at, 'Neither it nor Subscription says with @visibility how far its events may be shared.')]),
    ];
  });
}

/** The planner finds nothing to fetch where an @interfaceObject cannot be entered, and answers with nothing. */
function unresolvableRoots(types: Types): Finding[] {
  return ['Query', 'Mutation', 'Subscription'].flatMap((root) =>
    (types.get(root)?.fields ?? []).flatMap((field) => {
      const joins = applied(types.get(named(field.type))?.directives, 'join__type').filter(({ isInterfaceObject }) => isInterfaceObject);
      const closed = joins.length > 0 && joins.every(({ resolvable }) => resolvable === false);
      return closed
        ? [error(`${root}.${field.name.value}`, `It gives ${named(field.type)}, an @interfaceObject without a resolvable key.`)]
        : [];
    }),
  );
}

function privateTypes(types: Types): Finding[] {
  const reached = new Set<string>();
  const reach = (name: string) => {
    const type = types.get(name);
    if (!type || reached.has(name)) return;
    reached.add(name);
    for (const field of type.fields ?? []) reach(named(field.type));
  };
  reach('Query');
  const unmarked = [...reached].filter(
    (name) => name !== 'Query' && !isMarked(types.get(name)!) && !types.get(name)!.fields?.every(isMarked),
  );
  return unmarked.map((name) => ({ level: 'note', at: name, message: 'Its answers are private to each principal, by default.' }));
}

function isMarked({ directives }: Composite | FieldDefinitionNode): boolean {
  return applied(directives, 'visibility').length > 0;
}

/** The arguments of each directive of that name. */
function applied(directives: readonly ConstDirectiveNode[] | undefined, name: string): Record<string, unknown>[] {
  const found = (directives ?? []).filter((directive) => directive.name.value === name);
  return found.map(({ arguments: given = [] }) =>
    Object.fromEntries(given.map((each) => [each.name.value, valueFromASTUntyped(each.value)])),
  );
}

function named(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : named(type.type);
}

function error(at: string, message: string): Finding {
  return { level: 'error', at, message };
}
