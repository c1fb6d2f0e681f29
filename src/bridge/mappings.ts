/**
 * The translation as data: what `mappings/*.yaml` say, validated. Each topic that has a mapping declares its schema in
 * its own folder and is listed here.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the topics add their mappings
export interface Mappings {}
