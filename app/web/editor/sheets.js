// CodeMirror's styles as a constructed sheet: our pages allow no style elements made by a script.
// The build puts this in the place of style-mod.
import { StyleModule as Written } from "./node_modules/style-mod/src/style-mod.js";

const adopted = new WeakMap();

export class StyleModule extends Written {
  static mount(root, modules) {
    let own = adopted.get(root);
    if (!own) {
      own = { sheet: new CSSStyleSheet(), mounted: [] };
      adopted.set(root, own);
      root.adoptedStyleSheets = [own.sheet, ...root.adoptedStyleSheets];
    }
    const added = Array.isArray(modules) ? modules : [modules];
    if (added.every((each) => own.mounted.includes(each))) return;
    own.mounted = [...own.mounted.filter((each) => !added.includes(each)), ...added];
    own.sheet.replaceSync(own.mounted.map((each) => each.getRules()).join("\n"));
  }
}
