/** The global tokens that reader or writer tell apart (WBXML 1.3 section 7.1). */
export const Token = {
  SWITCH_PAGE: 0x00,
  END: 0x01,
  ENTITY: 0x02,
  STR_I: 0x03,
  LITERAL: 0x04,
  PI: 0x43,
  EXT_T_0: 0x80,
  STR_T: 0x83,
  OPAQUE: 0xc3,
} as const;

/** The bits of a tag token beside its code. */
export const HAS_ATTRIBUTES = 0x80;
export const HAS_CONTENT = 0x40;
export const CODE = 0x3f;
