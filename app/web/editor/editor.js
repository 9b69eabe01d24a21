// The editor of the desk's templates: CodeMirror over a plain text field that also works alone.
//
// The page holds: form[data-editor] with a textarea, [data-slot] rows (the catalogue of slots),
// [data-insert] buttons, a place for the preview that htmx fills, and [data-line] faults in it.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { jinja2 } from "@codemirror/legacy-modes/mode/jinja2";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const LOOK = HighlightStyle.define([
  { tag: tags.keyword, color: "#1f5fa8" },
  { tag: tags.variableName, color: "#7a3e00" },
  { tag: tags.comment, color: "#6b6454", fontStyle: "italic" },
]);

const THEME = EditorView.theme({
  "&": {
    backgroundColor: "#fff", border: "1px solid #8d8570", borderRadius: "4px", fontSize: ".92rem",
  },
  "&.cm-focused": { outline: "3px solid #7a3e00", outlineOffset: "2px" },
  ".cm-content": { fontFamily: "ui-monospace, monospace", lineHeight: "1.6", minHeight: "12rem" },
  ".cm-gutters": { backgroundColor: "#fbf8f2", color: "#6b6454", border: "0" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: ".3rem .5rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "#7a3e00" },
  // The usual mark is an image written in the style sheet, which our pages do not load.
  ".cm-lintRange-error": {
    backgroundImage: "none", textDecoration: "underline wavy #a11212", textUnderlineOffset: ".2em",
  },
  ".cm-tooltip": { maxWidth: "min(30rem, 92vw)" },
  ".cm-completionInfo": { whiteSpace: "normal" },
});

function slotsOf(page) {
  return [...page.querySelectorAll("[data-slot]")].map((row) => ({
    label: row.dataset.slot,
    detail: row.dataset.filters.split(" ")[0],
    info: row.dataset.meaning,
    filters: row.dataset.filters.split(" ").filter(Boolean),
  }));
}

// Inside "{{ ", a slot's name; after its bar, one of the filters that may say it.
function completing(slots) {
  return (context) => {
    const filter = context.matchBefore(/\{\{\s*\w+\s*\|\s*\w*/);
    if (filter) {
      const name = filter.text.match(/\w+/)[0];
      const known = slots.find((each) => each.label === name);
      const typed = filter.text.match(/\w*$/)[0];
      const options = (known ? known.filters : []).map((label) => ({ label }));
      return { from: context.pos - typed.length, options };
    }
    const slot = context.matchBefore(/(?:\{\{\s*|\{%\s*if\s+(?:not\s+)?)\w*/);
    if (!slot) return null;
    const inside = slot.text.startsWith("{{");
    const typed = slot.text.match(/\w*$/)[0];
    const options = slots.map((each) => ({
      label: each.label,
      detail: each.detail,
      info: each.info,
      apply: inside && each.filters.length ? `${each.label} | ${each.filters[0]}` : each.label,
    }));
    return { from: context.pos - typed.length, options };
  };
}

function faultsIn(page, doc) {
  return [...page.querySelectorAll("[data-line]")]
    .map((shown) => ({ number: Number(shown.dataset.line), message: shown.dataset.message }))
    .filter((fault) => fault.number >= 1 && fault.number <= doc.lines)
    .map((fault) => {
      const line = doc.line(fault.number);
      return { from: line.from, to: line.to, severity: "error", message: fault.message };
    });
}

// What was typed and no server has: kept in this browser until a server says that it has it.
function kept(form) {
  const key = form.dataset.editor;
  return {
    put(text) {
      try { localStorage.setItem(key, text); } catch { /* a browser may keep nothing */ }
    },
    get() {
      try { return localStorage.getItem(key); } catch { return null; }
    },
    forget() {
      try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
    },
  };
}

function opened(form, area, typed) {
  const page = form.ownerDocument;
  const view = new EditorView({
    parent: page.createElement("div"),
    state: EditorState.create({
      doc: area.value,
      extensions: [
        lineNumbers(),
        highlightSpecialChars(),
        history(),
        EditorView.lineWrapping,
        StreamLanguage.define(jinja2),
        syntaxHighlighting(LOOK),
        THEME,
        autocompletion({ override: [completing(slotsOf(page))], icons: false }),
        keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({
          "aria-labelledby": `${area.id}-label`,
          lang: area.lang,
          spellcheck: "false",
        }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          area.value = update.state.doc.toString();
          typed();
          area.dispatchEvent(new Event("input", { bubbles: true }));
        }),
      ],
    }),
  });
  area.before(view.dom);
  area.hidden = true;
  return view;
}

function insertKeys(form, view) {
  for (const key of form.querySelectorAll("[data-insert]")) {
    key.addEventListener("click", () => {
      view.dispatch(view.state.replaceSelection(key.dataset.insert));
      view.focus();
    });
  }
  const row = form.querySelector("[data-keys]");
  if (row) row.hidden = false;
}

function put(view, text) {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

// Offers what this browser kept when it is not what the server sent.
function offer(form, view, own, text) {
  const place = form.querySelector("[data-offer]");
  if (text === null || text === view.state.doc.toString()) return own.forget();
  place.hidden = false;
  place.querySelector("[data-use]").addEventListener("click", () => {
    put(view, text);
    place.hidden = true;
  });
  place.querySelector("[data-drop]").addEventListener("click", () => {
    own.forget();
    place.hidden = true;
  });
}

function start(form) {
  const area = form.querySelector("textarea[name=text]");
  // A browser that cannot construct a style sheet keeps the plain field.
  if (!area || area.readOnly || !document.adoptedStyleSheets) return;
  const own = kept(form);
  const waiting = own.get();
  const most = Number(area.dataset.most);
  const tooLong = form.querySelector("[data-too-long]");
  const offline = form.querySelector("[data-offline]");
  const view = opened(form, area, () => {
    const long = area.value.length > most;
    tooLong.hidden = !long;
    for (const button of form.querySelectorAll("button:not([type=button])")) button.disabled = long;
    if (!long) own.put(area.value);
  });
  insertKeys(form, view);
  offer(form, view, own, waiting);
  let sent = null;
  form.ownerDocument.addEventListener("htmx:before:request", (event) => {
    if (area.value.length > most) event.preventDefault();
    else sent = area.value;
  });
  form.ownerDocument.addEventListener("htmx:after:swap", () => {
    const state = form.ownerDocument.querySelector("[data-kept]");
    offline.hidden = Boolean(state || form.ownerDocument.querySelector("[data-waiting]"));
    // only a text that the server has to the last letter is forgotten here
    if (state && area.value === sent) own.forget();
    view.dispatch(setDiagnostics(view.state, faultsIn(form.ownerDocument, view.state.doc)));
  });
  form.ownerDocument.addEventListener("htmx:error", () => { offline.hidden = false; });
  form.addEventListener("submit", () => { area.value = view.state.doc.toString(); });
  view.dispatch(setDiagnostics(view.state, faultsIn(form.ownerDocument, view.state.doc)));
}

for (const form of document.querySelectorAll("form[data-editor]")) start(form);
