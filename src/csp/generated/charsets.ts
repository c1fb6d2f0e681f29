// Made by `npm run generate` from mappings/csp/charsets.yaml: change that file, not this one.
export const charsets = {
 "charsets": [
  {
   "mib": 3,
   "label": "ascii",
   "names": [
    "us-ascii",
    "ascii",
    "iso646-us"
   ]
  },
  {
   "mib": 4,
   "label": "latin1",
   "names": [
    "iso-8859-1",
    "latin1",
    "l1"
   ]
  },
  {
   "mib": 5,
   "label": "iso-8859-2",
   "names": [
    "iso-8859-2"
   ]
  },
  {
   "mib": 6,
   "label": "iso-8859-3",
   "names": [
    "iso-8859-3"
   ]
  },
  {
   "mib": 7,
   "label": "iso-8859-4",
   "names": [
    "iso-8859-4"
   ]
  },
  {
   "mib": 8,
   "label": "iso-8859-5",
   "names": [
    "iso-8859-5"
   ]
  },
  {
   "mib": 9,
   "label": "iso-8859-6",
   "names": [
    "iso-8859-6"
   ]
  },
  {
   "mib": 10,
   "label": "iso-8859-7",
   "names": [
    "iso-8859-7"
   ]
  },
  {
   "mib": 11,
   "label": "iso-8859-8",
   "names": [
    "iso-8859-8"
   ]
  },
  {
   "mib": 12,
   "label": "windows-1254",
   "names": [
    "iso-8859-9"
   ]
  },
  {
   "mib": 13,
   "label": "iso-8859-10",
   "names": [
    "iso-8859-10"
   ]
  },
  {
   "mib": 17,
   "label": "shift_jis",
   "names": [
    "shift_jis",
    "sjis"
   ]
  },
  {
   "mib": 18,
   "label": "euc-jp",
   "names": [
    "euc-jp"
   ]
  },
  {
   "mib": 38,
   "label": "euc-kr",
   "names": [
    "euc-kr"
   ]
  },
  {
   "mib": 106,
   "label": "utf-8",
   "names": [
    "utf-8",
    "utf8",
    "cesu-8"
   ]
  },
  {
   "mib": 109,
   "label": "iso-8859-13",
   "names": [
    "iso-8859-13"
   ]
  },
  {
   "mib": 110,
   "label": "iso-8859-14",
   "names": [
    "iso-8859-14"
   ]
  },
  {
   "mib": 111,
   "label": "iso-8859-15",
   "names": [
    "iso-8859-15"
   ]
  },
  {
   "mib": 113,
   "label": "gbk",
   "names": [
    "gbk"
   ]
  },
  {
   "mib": 114,
   "label": "gb18030",
   "names": [
    "gb18030"
   ]
  },
  {
   "mib": 1000,
   "label": "utf-16be",
   "names": [
    "iso-10646-ucs-2"
   ]
  },
  {
   "mib": 1013,
   "label": "utf-16be",
   "names": [
    "utf-16be"
   ]
  },
  {
   "mib": 1014,
   "label": "utf-16le",
   "names": [
    "utf-16le"
   ]
  },
  {
   "mib": 1015,
   "label": "utf-16be",
   "names": [
    "utf-16"
   ]
  },
  {
   "mib": 1016,
   "label": "utf-8",
   "names": [
    "cesu-8"
   ]
  },
  {
   "mib": 2025,
   "label": "gbk",
   "names": [
    "gb2312"
   ]
  },
  {
   "mib": 2026,
   "label": "big5",
   "names": [
    "big5"
   ]
  },
  {
   "mib": 2084,
   "label": "koi8-r",
   "names": [
    "koi8-r"
   ]
  },
  {
   "mib": 2088,
   "label": "koi8-u",
   "names": [
    "koi8-u"
   ]
  },
  {
   "mib": 2109,
   "label": "windows-874",
   "names": [
    "windows-874"
   ]
  },
  {
   "mib": 2259,
   "label": "windows-874",
   "names": [
    "tis-620"
   ]
  },
  {
   "mib": 2250,
   "label": "windows-1250",
   "names": [
    "windows-1250"
   ]
  },
  {
   "mib": 2251,
   "label": "windows-1251",
   "names": [
    "windows-1251"
   ]
  },
  {
   "mib": 2252,
   "label": "windows-1252",
   "names": [
    "windows-1252"
   ]
  },
  {
   "mib": 2253,
   "label": "windows-1253",
   "names": [
    "windows-1253"
   ]
  },
  {
   "mib": 2254,
   "label": "windows-1254",
   "names": [
    "windows-1254"
   ]
  },
  {
   "mib": 2255,
   "label": "windows-1255",
   "names": [
    "windows-1255"
   ]
  },
  {
   "mib": 2256,
   "label": "windows-1256",
   "names": [
    "windows-1256"
   ]
  },
  {
   "mib": 2257,
   "label": "windows-1257",
   "names": [
    "windows-1257"
   ]
  },
  {
   "mib": 2258,
   "label": "windows-1258",
   "names": [
    "windows-1258"
   ]
  }
 ]
} as const;
