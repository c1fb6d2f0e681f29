import type { GenericElement } from "../generic.js";
import { type Node, primitiveNode, slotOf, tagOf } from "../schema/registry.js";
import { SERVICES } from "./codes.js";
import { childrenOf, codeIn, listOrNothing, struct, unknownCode } from "./element.js";
import { asGroup, isGroup, type Place, type Value } from "./value.js";

/** A part of the service tree, by element name. */
interface Branch {
  readonly inner: Map<string, Branch>;
}

type Path = readonly string[];

/** Where each element of the service tree stands, from the element that holds the tree. */
function collectPaths(node: Node | undefined, above: Path, found: Map<string, Path>): Map<string, Path> {
  for (const { name, element } of node?.slots ?? []) {
    const path = [...above, name];
    if (!found.has(name)) found.set(name, path);
    collectPaths(element, path, found);
  }
  return found;
}

function holderOfTree(): Node | undefined {
  const tag = tagOf("Functions");
  return tag && slotOf(primitiveNode("Service-Request"), tag)?.element;
}

const paths: ReadonlyMap<string, Path> = collectPaths(holderOfTree(), [], new Map());

function grow(root: Branch, path: Path): void {
  let branch = root;
  for (const name of path) {
    const next = branch.inner.get(name) ?? { inner: new Map<string, Branch>() };
    branch.inner.set(name, next);
    branch = next;
  }
}

function elementsOf({ inner }: Branch): readonly GenericElement[] {
  return [...inner].map(([name, branch]) => struct(name, elementsOf(branch)));
}

function read(value: Value, name: string, place: Place): GenericElement {
  const codes = isGroup(value) || value === "" ? asGroup(value, place) : [value];
  const root: Branch = { inner: new Map() };
  const unknown: GenericElement[] = [];
  for (const member of codes) {
    const code = codeIn(member, place);
    const path = paths.get(SERVICES.ofCode(code)?.element ?? "");
    if (path === undefined) unknown.push(unknownCode(code, []));
    else grow(root, path);
  }
  return struct(name, [...elementsOf(root), ...unknown]);
}

/** The codes of the elements that have nothing below them: those stand for all of their branch. */
function deepest(element: GenericElement): readonly string[] {
  const children = childrenOf(element);
  if (children.length > 0) return children.flatMap(deepest);
  const code = SERVICES.ofElement(element.name)?.code;
  return code === undefined ? [] : [code];
}

/**
 * A service tree as a flat list: `(FF,PF)`. Features have codes, functional groups and leaves have none: a
 * feature of which only some leaves are named is left out, since its code would stand for all of them.
 */
export const functions = { read, write: (tree: GenericElement): Value => listOrNothing(deepest(tree)) };
