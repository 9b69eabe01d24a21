// The page: files are dropped or chosen, each gets its verdict. Nothing is sent anywhere.
import sha256 from "fast-sha256";

import { hex, unbase64 } from "./bytes.js";
import { knownFrom, listText, readList, withList } from "./lists.js";
import { readKey } from "./minisig.js";
import { judge, refusedBySize, signatureText } from "./verdict.js";
import { dayAndTime, said } from "./words.js";

const ENDING = ".minisig";
const given = JSON.parse(document.getElementById("given").textContent);
const pinned = { keys: given.keys.map((each) => readKey(each.key, each.mode)), counties: {} };
const names = {};
given.counties.forEach((each) => {
  names[each.slug] = each.name;
  pinned.counties[each.short] = each.slug;
});
const first = readList(given.manifest, given.signature, pinned.keys);
let known = first && first.bulletins ? knownFrom(first) : null;

function at(id) {
  return document.getElementById(id);
}

function line(parent, tag, text, sw) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (sw) made.lang = "sw";
  parent.appendChild(made);
  return made;
}

function show(name, verdict) {
  const told = said(verdict, known.issued, names);
  const card = document.createElement("section");
  card.className = "verdict " + told.look;
  card.setAttribute("data-kind", verdict.kind);
  told.title.forEach((text, sw) => line(card, sw ? "p" : "h2", text, sw));
  card.lastChild.className = "again";
  told.lines.forEach((both) => both.forEach((text, sw) => line(card, "p", text, sw)));
  if (told.check) {
    line(card, "p", "Check number / Namba ya uhakiki: ").className = "check";
    line(card.lastChild, "b", told.check.slice(0, 3) + " " + told.check.slice(3));
  }
  line(card, "p", name).className = "name";
  at("verdicts").insertBefore(card, at("verdicts").firstChild);
}

function read(file, done) {
  const refused = refusedBySize(file.size);
  if (refused) return done(null, refused);
  const reader = new FileReader();
  reader.onload = () => done(new Uint8Array(reader.result));
  reader.onerror = () => done(null, { kind: "unread" });
  reader.readAsArrayBuffer(file);
}

function takeList(text, signature) {
  const list = readList(text, signature, pinned.keys);
  const newer = list && withList(known, list);
  if (!list) return { kind: "badlist" };
  if (!newer) return { kind: "old" };
  known = newer;
  tellList();
  return { kind: "list" };
}

export function check(name, body, signature) {
  if (/\.json$/i.test(name)) return takeList(listText(body), signature || "");
  return judge(body, signature, known, pinned, Date.now());
}

function checkFile(file, signatureFile, done) {
  const end = (verdict) => {
    show(file.name.slice(-80), verdict);
    done();
  };
  read(file, (body, refused) => {
    if (refused) return end(refused);
    if (!signatureFile) return end(check(file.name, body, ""));
    read(signatureFile, (raw) => {
      end(check(file.name, body, raw ? signatureText(raw) : "damaged"));
    });
  });
}

// One after the other: together they might not fit into the memory of an old computer.
function checkAll(files) {
  const waiting = Array.prototype.slice.call(files, 0, 50);
  const beside = {};
  waiting.forEach((each) => (beside[each.name] = each));
  const next = () => {
    const file = waiting.shift();
    if (!file) return;
    if (file.name.slice(-ENDING.length) !== ENDING) {
      checkFile(file, beside[file.name + ENDING], next);
      return;
    }
    if (!beside[file.name.slice(0, -ENDING.length)]) show(file.name, { kind: "alone" });
    next();
  };
  next();
}

function tellList() {
  ["list-en", "list-sw"].forEach((id, sw) => (at(id).textContent = dayAndTime(known.issued, sw)));
}

function fingerprint(text) {
  return hex(sha256(unbase64(text, 42))).slice(0, 24).toUpperCase().replace(/(.{4})(?=.)/g, "$1 ");
}

function tellKeys() {
  given.keys.forEach((each) => {
    line(at("keys"), "dt", (each.mode === "live" ? "Bulletins" : "Exercises") + ", " + each.which);
    line(at("keys"), "dd", fingerprint(each.key));
  });
}

// On a web site, and only there, a newer revocation list may be had.
function askForNewer() {
  if (!/^https?:$/.test(location.protocol) || !window.fetch) return;
  const get = (name) => fetch(name).then((answer) => (answer.ok ? answer.text() : ""));
  Promise.all([get("revoked.json"), get("revoked.json.minisig")]).then(
    (both) => takeList(both[0], both[1]),
    () => null
  );
}

function start() {
  tellKeys();
  at("broken").hidden = Boolean(known);
  at("drop").hidden = !known;
  if (!known) return;
  document.body.setAttribute("data-mode", known.mode);
  tellList();
  at("files").onchange = () => {
    checkAll(at("files").files);
    at("files").value = "";
  };
  document.ondragover = (event) => event.preventDefault();
  document.ondrop = (event) => {
    event.preventDefault();
    checkAll(event.dataTransfer.files);
  };
  askForNewer();
}

window.tangazo = { check: check };
start();
