/** An attribute as it stands in the document. */
export interface Attribute {
  readonly name: string;
  readonly value: string;
}

/**
 * An element without a declaration: a vendor extension, or something that the schema does not expect at
 * this place. It is kept whole, so that an operator can see what a phone sent.
 */
export interface GenericElement {
  readonly name: string;
  readonly attributes?: readonly Attribute[];
  readonly text?: string;
  readonly children?: readonly GenericElement[];
}
