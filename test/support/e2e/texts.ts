const LONG = "Grüße, Γειά, привет, 你好, 😀. ".repeat(600);

/** What people write, by script; each arrives as it was written, in both directions. */
export const TEXTS: Readonly<Record<string, string>> = {
  Latin: "Größe, naïve, Łódź, ĳ, ß, þorn",
  Greek: "Καλημέρα, τι κάνεις; ΐΰ",
  Cyrillic: "Привет! Ґанок, ёлка, њива",
  Arabic: "مرحبا بالعالم، كيف حالك؟",
  Hebrew: "שָׁלוֹם עולם",
  Devanagari: "नमस्ते दुनिया, क्षत्रिय",
  Thai: "สวัสดีชาวโลก น้ำ",
  CJK: "你好，世界。日本語のテキスト、ｶﾞ",
  "CJK beyond the basic plane": "𠮷野家 𪚥",
  Hangul: "안녕하세요 세계 \u1112\u1161\u11ab",
  "combining marks": "e\u0301 a\u0308\u0323 Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d",
  "marks of direction": "abc \u200fאבג\u200e \u202bمرحبا\u202c \u2067x\u2069",
  emoji: "😀 🎉 ☺️ 👍🏽",
  "emoji joined": "👩‍👩‍👧‍👦 🏳️‍🌈 👩🏾‍🚀",
  flags: "🇩🇪🇯🇵 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
  "mathematics beyond the basic plane": "𝒜𝔅ℂ 𝄞",
  "special to XML": `<b>&amp; "quoted" 'single' ]]> <!-- --> <![CDATA[x]]> &#0; &lt;</b>`,
  "lines and tabs": "first\nsecond\n\n\tindented  twice",
  "one character": "?",
  "a name of the protocol": "T",
  "private use and specials": "\ue000 \ufffd \ufeff|",
  "a long text": LONG.trim(),
};
