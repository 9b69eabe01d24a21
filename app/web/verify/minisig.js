// Signature files of minisign: Ed25519 over the BLAKE2b-512 hash of a file, with a signed comment.
import { blake2b } from "blakejs/blake2b.js";
import nacl from "tweetnacl";

import { bytesOf, joined, same, unbase64 } from "./bytes.js";

const UNTRUSTED = "untrusted comment: ";
const TRUSTED = "trusted comment: ";
export const LARGEST_SIGNATURE = 1024;

export function readKey(text, mode) {
  const raw = unbase64(text, 42);
  if (raw[0] !== 69 || raw[1] !== 100) throw new Error("not a key");
  return { mode: mode, text: text, id: raw.subarray(2, 10), key: raw.subarray(10) };
}

function readSignature(text) {
  const lines = text.replace(/\r\n/g, "\n").replace(/\n$/, "").split("\n");
  if (lines.length !== 4) throw new Error("not four lines");
  if (lines[0].indexOf(UNTRUSTED) !== 0 || lines[2].indexOf(TRUSTED) !== 0) {
    throw new Error("no comments");
  }
  const raw = unbase64(lines[1], 74);
  if (raw[0] !== 69 || raw[1] !== 68) throw new Error("not prehashed");
  return {
    id: raw.subarray(2, 10),
    signature: raw.subarray(10),
    comment: lines[2].slice(TRUSTED.length),
    whole: unbase64(lines[3], 64),
  };
}

// Gives {mode, comment} when one of the keys signed these bytes, else null.
export function signedBy(body, text, keys) {
  try {
    const told = readSignature(text);
    const found = keys.filter((each) => same(each.id, told.id))[0];
    if (!found) return null;
    const comment = bytesOf(told.comment);
    const right =
      nacl.sign.detached.verify(joined(told.signature, comment), told.whole, found.key) &&
      nacl.sign.detached.verify(blake2b(body, undefined, 64), told.signature, found.key);
    return right ? { mode: found.mode, comment: told.comment } : null;
  } catch (fault) {
    return null;
  }
}
