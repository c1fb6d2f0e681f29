/** Every value that a typed message holds under a name, at any depth. */
export function everyField(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((each) => everyField(each, name));
  if (typeof value !== "object" || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) =>
    key === name ? [child].flat() : everyField(child, name),
  );
}
