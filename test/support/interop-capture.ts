/** Network captures in the classic pcap format, with one HTTP request a document. */
import type { InteropDocument } from "./interop-messages.js";

const LITTLE_ENDIAN_MICROSECONDS = 0xa1b2c3d4;
const ETHERNET = 1;
const IPV4 = 0x0800;
const TCP = 6;
const PUSH_AND_ACK = 0x18;
const HTTP_PORT = 80;
const FIRST_CLIENT_PORT = 20_000;
const LONGEST_PACKET = 65_535;

const CLIENT = Buffer.from([192, 0, 2, 1]);
const SERVER = Buffer.from([192, 0, 2, 2]);

/** The media type with which a version's documents travel; 1.3 follows the later naming of media types. */
function mediaType({ version }: InteropDocument): string {
  return version === "1.3" ? "application/vnd.wv.csp+wbxml" : "application/vnd.wv.csp.wbxml";
}

function request(document: InteropDocument): Buffer {
  const head = [
    "POST /csp HTTP/1.1",
    "Host: imps.example.test",
    `Content-Type: ${mediaType(document)}`,
    `Content-Length: ${document.wbxml.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), document.wbxml]);
}

/** The checksum of IP and TCP (RFC 1071). */
function checksum(octets: Buffer): number {
  let sum = 0;
  for (let at = 0; at < octets.length; at += 2) sum += ((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function tcpSegment(payload: Buffer, clientPort: number): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(clientPort, 0);
  header.writeUInt16BE(HTTP_PORT, 2);
  // Each stream has this one segment, the first after a handshake that was not captured.
  header.writeUInt32BE(1, 4);
  header.writeUInt32BE(1, 8);
  header.writeUInt8((header.length / 4) << 4, 12);
  header.writeUInt8(PUSH_AND_ACK, 13);
  header.writeUInt16BE(0xffff, 14);
  const segment = Buffer.concat([header, payload]);
  const pseudoHeader = Buffer.concat([CLIENT, SERVER, Buffer.from([0, TCP, 0, 0])]);
  pseudoHeader.writeUInt16BE(segment.length, 10);
  segment.writeUInt16BE(checksum(Buffer.concat([pseudoHeader, segment])), 16);
  return segment;
}

function ipPacket(payload: Buffer): Buffer {
  const header = Buffer.alloc(20);
  const length = header.length + payload.length;
  if (length > LONGEST_PACKET) throw new Error(`a packet of ${length} octets is too long`);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(length, 2);
  header.writeUInt8(64, 8);
  header.writeUInt8(TCP, 9);
  CLIENT.copy(header, 12);
  SERVER.copy(header, 16);
  header.writeUInt16BE(checksum(header), 10);
  return Buffer.concat([header, payload]);
}

function frame(packet: Buffer): Buffer {
  const header = Buffer.from([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0, 0]);
  header.writeUInt16BE(IPV4, 12);
  return Buffer.concat([header, packet]);
}

function record(octets: Buffer, second: number): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(second, 0);
  header.writeUInt32LE(octets.length, 8);
  header.writeUInt32LE(octets.length, 12);
  return Buffer.concat([header, octets]);
}

/** A capture with a TCP stream a document, in the order given. */
export function captureOf(documents: readonly InteropDocument[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(LITTLE_ENDIAN_MICROSECONDS, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(LONGEST_PACKET + 14, 16);
  header.writeUInt32LE(ETHERNET, 20);
  const records = documents.map((document, index) =>
    record(frame(ipPacket(tcpSegment(request(document), FIRST_CLIENT_PORT + index))), index),
  );
  return Buffer.concat([header, ...records]);
}
