// Bytes and text: the few ways in which a signature file writes one as the other.

export function hex(bytes) {
  let told = "";
  for (let i = 0; i < bytes.length; i++) told += (bytes[i] < 16 ? "0" : "") + bytes[i].toString(16);
  return told;
}

// What is signed is ASCII; anything else was changed on its way.
export function ascii(bytes) {
  let told = "";
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] > 126) throw new Error("not ASCII");
    told += String.fromCharCode(bytes[i]);
  }
  return told;
}

export function bytesOf(text) {
  const made = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 126) throw new Error("not ASCII");
    made[i] = code;
  }
  return made;
}

// Strict: one text for each run of bytes, so that no changed letter goes unseen.
export function unbase64(text, length) {
  const raw = atob(text);
  if (raw.length !== length || btoa(raw) !== text) throw new Error("not base64");
  const made = new Uint8Array(length);
  for (let i = 0; i < length; i++) made[i] = raw.charCodeAt(i);
  return made;
}

export function joined(first, second) {
  const made = new Uint8Array(first.length + second.length);
  made.set(first);
  made.set(second, first.length);
  return made;
}

export function same(first, second) {
  if (first.length !== second.length) return false;
  for (let i = 0; i < first.length; i++) if (first[i] !== second[i]) return false;
  return true;
}
