// Manifests and revocation lists: which files may be played, and which not any more.
import { ascii, bytesOf } from "./bytes.js";
import { signedBy } from "./minisig.js";

// Gives the list when one of the keys signed it as a list of its own mode, else null.
export function readList(text, signature, keys) {
  try {
    const by = signedBy(bytesOf(text), signature, keys);
    const told = by && JSON.parse(text);
    const mark = by && by.mode === "exercise" ? "EXERCISE " : "";
    const kind = by && by.comment.indexOf(mark + "NDMA ") === 0 && by.comment.slice(mark.length);
    if (!kind || !/^NDMA (manifest|revocation list) /.test(kind)) return null;
    return told.tangazo === 1 && told.mode === by.mode ? told : null;
  } catch (fault) {
    return null;
  }
}

// What is known: the files of the newest manifest, and all that was ever told to be taken back.
export function knownFrom(manifest) {
  const nothing = { files: {}, bulletins: {}, revoked: {}, recalled: {} };
  return withList(Object.assign({ mode: manifest.mode, issued: "" }, nothing), manifest);
}

// Gives what is known with a newer list, or null when the list is older than what is known.
export function withList(known, list) {
  if (list.issued < known.issued || list.mode !== known.mode) return null;
  const made = {
    mode: known.mode,
    issued: list.issued,
    files: list.bulletins ? {} : known.files,
    bulletins: list.bulletins ? {} : known.bulletins,
    revoked: Object.assign({}, known.revoked),
    recalled: Object.assign({}, known.recalled),
  };
  (list.bulletins || []).forEach((bulletin) => {
    made.bulletins[bulletin.id] = bulletin;
    bulletin.files.concat([bulletin.script]).forEach((file) => {
      made.files[file.sha256] = { bulletin: bulletin, file: file };
    });
  });
  list.revoked.forEach((gone) => {
    made.recalled[gone.id] = gone;
    gone.files.forEach((each) => (made.revoked[each] = gone));
  });
  return made;
}

export function listText(bytes) {
  try {
    return ascii(bytes);
  } catch (fault) {
    return "";
  }
}
