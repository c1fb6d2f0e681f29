/** A small generator of reproducible pseudo-random numbers (mulberry32). */
export function makeRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((((value ^ (value >>> 14)) >>> 0) / 4_294_967_296) * below) | 0;
  };
}

const INTERESTING = [
  0x00, 0x01, 0x02, 0x03, 0x04, 0x40, 0x43, 0x44, 0x7f, 0x80, 0x83, 0x84, 0xc0, 0xc3, 0xc4, 0xed, 0xff, 0x3c,
  0x26, 0x22,
];

type Mutation = (bytes: Uint8Array, other: Uint8Array, random: (below: number) => number) => Uint8Array;

const join = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

const MUTATIONS: readonly Mutation[] = [
  (bytes, _other, random) => {
    const changed = bytes.slice();
    const at = random(changed.length);
    changed[at] = (changed[at] ?? 0) ^ (1 << random(8));
    return changed;
  },
  (bytes, _other, random) => {
    const changed = bytes.slice();
    changed[random(changed.length)] = INTERESTING[random(INTERESTING.length)] ?? 0;
    return changed;
  },
  (bytes, _other, random) => bytes.slice(0, random(bytes.length)),
  (bytes, _other, random) => {
    const from = random(bytes.length);
    return join(bytes.subarray(0, from), bytes.subarray(from + 1 + random(8)));
  },
  (bytes, _other, random) => {
    const from = random(bytes.length);
    const piece = bytes.subarray(from, from + 1 + random(24));
    const to = random(bytes.length);
    return join(bytes.subarray(0, to), piece, bytes.subarray(to));
  },
  (bytes, other, random) =>
    join(bytes.subarray(0, random(bytes.length)), other.subarray(random(other.length))),
  (bytes, _other, random) => {
    const at = random(bytes.length);
    const noise = Uint8Array.from({ length: 1 + random(6) }, () => random(256));
    return join(bytes.subarray(0, at), noise, bytes.subarray(at));
  },
];

/** One random change, or three, of a document; `other` lends the end of a splice. */
export function mutate(bytes: Uint8Array, other: Uint8Array, random: (below: number) => number): Uint8Array {
  let changed = bytes;
  for (let rounds = random(3) === 0 ? 3 : 1; rounds > 0 && changed.length > 0; rounds--) {
    const mutation = MUTATIONS[random(MUTATIONS.length)];
    if (mutation !== undefined) changed = mutation(changed, other, random);
  }
  return changed;
}
