// The verdict on a file: genuine, or why it must not go on air.
import sha256 from "fast-sha256";

import { ascii, hex } from "./bytes.js";
import { LARGEST_SIGNATURE, signedBy } from "./minisig.js";

export const LARGEST_FILE = 100 * 1000 * 1000;
const DAY_MS = 24 * 3600 * 1000;
const COMMENT = new RegExp(
  "^(?:EXERCISE )?NDMA (bulletin|script) (\\w+) (\\w+) (\\d{4}-W\\d\\d) edition (\\d+) " +
    "valid until (\\d{4}-\\d\\d-\\d\\d) file ([\\w.-]+)$"
);

// A file that need not be read to be refused.
export function refusedBySize(size) {
  if (size === 0) return { kind: "empty" };
  return size > LARGEST_FILE ? { kind: "big" } : null;
}

// Gives {kind, bulletin, gone, now}. `known` comes from the lists; `pinned` holds the keys, and the
// counties by the three letters that stand for them; `now` is the computer's clock in milliseconds.
export function judge(body, signature, known, pinned, now) {
  const refused = refusedBySize(body.length);
  if (refused) return refused;
  const digest = hex(sha256(body));
  const gone = own(known.revoked, digest);
  if (gone) return { kind: "recalled", gone: gone, bulletin: known.bulletins[gone.replaced_by] };
  const listed = own(known.files, digest);
  if (listed) return inTime(listed.bulletin, known.mode, known, now);
  if (!signature) return { kind: "unknown" };
  const by = signedBy(body, signature, pinned.keys);
  const told = by && fromComment(by.comment, pinned.counties);
  if (!told) return { kind: "wrong" };
  const left = recalledEdition(told, by.mode, known);
  return left ? { kind: "recalled", gone: left } : inTime(told, by.mode, known, now);
}

function own(found, name) {
  return Object.prototype.hasOwnProperty.call(found, name) ? found[name] : null;
}

function fromComment(comment, counties) {
  const found = COMMENT.exec(comment);
  if (!found) return null;
  return {
    county: own(counties, found[2]) || found[2],
    language: found[3],
    week: found[4],
    edition: Number(found[5]),
    // the last second of the day in Nairobi, which is three hours ahead
    valid_until: found[6] + "T20:59:59Z",
  };
}

// A signed file that no list holds may still be of an edition that was taken back.
function recalledEdition(told, mode, known) {
  const mark = mode === "exercise" ? "x-" : "";
  return own(known.recalled, mark + [told.week, told.county, told.language, told.edition].join("-"));
}

function inTime(bulletin, mode, known, now) {
  const made = { bulletin: bulletin, now: now };
  if (mode === "exercise") made.kind = "exercise";
  else if (now < Date.parse(known.issued) - DAY_MS) made.kind = "clock";
  else if (bulletin.valid_from && now < Date.parse(bulletin.valid_from)) made.kind = "early";
  else made.kind = now > Date.parse(bulletin.valid_until) ? "expired" : "genuine";
  return made;
}

export function signatureText(bytes) {
  if (bytes.length > LARGEST_SIGNATURE) return "";
  try {
    return ascii(bytes);
  } catch (fault) {
    return "";
  }
}
