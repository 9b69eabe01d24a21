// What people read: every sentence in English and in Kiswahili, dates as they are said in Kenya.

const DAYS = [
  ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
  ["Jumapili", "Jumatatu", "Jumanne", "Jumatano", "Alhamisi", "Ijumaa", "Jumamosi"],
];
const MONTHS = [
  ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
  ["Jan", "Feb", "Mac", "Apr", "Mei", "Jun", "Jul", "Ago", "Sep", "Okt", "Nov", "Des"],
];
const LANGUAGES = [
  { sw: "Kiswahili", en: "English", kam: "Kikamba", dav: "Kidawida" },
  { sw: "Kiswahili", en: "Kiingereza", kam: "Kikamba", dav: "Kidawida" },
];
const NAIROBI_MS = 3 * 3600 * 1000;

// What a kind of verdict looks like, and its headline.
const KINDS = {
  genuine: ["go", "Genuine. Air it.", "Halisi. Irushe."],
  expired: ["wait", "Expired. Do not air it.", "Muda umekwisha. Usiirushe."],
  early: ["wait", "Not yet. Keep it.", "Bado. Iweke."],
  clock: ["wait", "This computer's clock is wrong.", "Saa ya kompyuta hii si sahihi."],
  recalled: ["stop", "Recalled. Do not air it.", "Imeondolewa. Usiirushe."],
  unknown: ["stop", "Do not air it: changed, or not ours.", "Usiirushe: imebadilishwa au si yetu."],
  wrong: ["stop", "Do not air it: changed, or not ours.", "Usiirushe: imebadilishwa au si yetu."],
  exercise: ["drill", "Exercise. Not for air.", "Zoezi. Si la kurusha."],
  empty: ["stop", "The file is empty.", "Faili ni tupu."],
  big: ["stop", "Too large to be a bulletin.", "Kubwa mno kuwa taarifa yetu."],
  unread: ["stop", "The file cannot be read.", "Faili haisomeki."],
  alone: ["wait", "A signature alone.", "Sahihi peke yake."],
  list: ["note", "Newer list taken.", "Orodha mpya imepokelewa."],
  old: ["wait", "Older list, not taken.", "Orodha ya zamani, haikupokelewa."],
  badlist: ["stop", "Not a list of NDMA.", "Si orodha ya NDMA."],
};

const MORE = {
  unknown: [
    "It is not on the list of %list. A file from after that day needs a newer page, or its .minisig " +
      "file beside it. Fetch it again, or telephone NDMA.",
    "Haipo kwenye orodha ya %list. Faili ya baada ya siku hiyo inahitaji ukurasa mpya zaidi, au " +
      "faili yake ya .minisig. Ipakue tena, au ipigie NDMA simu.",
  ],
  wrong: [
    "The signature does not fit the file. Fetch both again, or telephone NDMA.",
    "Sahihi hailingani na faili. Pakua zote mbili tena, au ipigie NDMA simu.",
  ],
  empty: [
    "The download broke off before anything came. Fetch it again.",
    "Upakuaji ulikatika kabla ya chochote kufika. Ipakue tena.",
  ],
  big: [
    "It was not opened. No bulletin is larger than 100 MB.",
    "Haikufunguliwa. Hakuna taarifa yetu inayozidi MB 100.",
  ],
  unread: [
    "Copy it to this computer and try again.",
    "Inakili kwenye kompyuta hii kisha ujaribu tena.",
  ],
  alone: [
    "Choose the sound file and its .minisig file together.",
    "Chagua faili ya sauti pamoja na faili yake ya .minisig.",
  ],
  list: [
    "Files are now compared with the list of %list.",
    "Faili sasa zinalinganishwa na orodha ya %list.",
  ],
  old: [
    "The list that is in use, of %list, is newer.",
    "Orodha inayotumika, ya %list, ni mpya zaidi.",
  ],
  badlist: [
    "A list needs its .minisig file, and the signature of NDMA. It was not used.",
    "Orodha inahitaji faili yake ya .minisig, na sahihi ya NDMA. Haikutumika.",
  ],
};

export function day(moment, sw) {
  const local = new Date(Number(moment) + NAIROBI_MS);
  const words = [DAYS[sw][local.getUTCDay()], local.getUTCDate(), MONTHS[sw][local.getUTCMonth()]];
  return words.join(" ");
}

export function dayAndTime(text, sw) {
  const local = new Date(Date.parse(text) + NAIROBI_MS);
  const time = ("0" + local.getUTCHours()).slice(-2) + ":" + ("0" + local.getUTCMinutes()).slice(-2);
  return day(Date.parse(text), sw) + " " + local.getUTCFullYear() + (sw ? ", saa " : ", ") + time;
}

function place(slug, counties) {
  return counties[slug] || slug;
}

// "Kitui, Kiswahili, week 48"
export function named(bulletin, counties, sw) {
  const language = LANGUAGES[sw][bulletin.language] || bulletin.language;
  const week = (sw ? "wiki ya " : "week ") + Number(bulletin.week.split("W")[1]);
  const edition = bulletin.edition > 1 ? (sw ? "toleo la " : "edition ") + bulletin.edition : "";
  return [place(bulletin.county, counties), language, week, edition].filter(Boolean).join(", ");
}

function fromId(id) {
  const found = /^(?:x-)?(\d{4}-W\d\d)-(.+)-([a-z]+)-(\d+)$/.exec(id) || [];
  return { week: found[1] || "W0", county: found[2], language: found[3], edition: Number(found[4]) };
}

// Gives {look, title: [en, sw], lines: [[en, sw], …], check} to be shown.
export function said(verdict, issued, counties) {
  const kind = KINDS[verdict.kind];
  const lines = [];
  const about = verdict.bulletin;
  if (about && verdict.kind !== "recalled") {
    lines.push([0, 1].map((sw) => "NDMA - " + named(about, counties, sw)));
  }
  const more = MORE[verdict.kind] || byDate(verdict) || recalled(verdict, counties);
  (Array.isArray(more[0]) ? more : [more]).forEach((each) => {
    lines.push(each.map((text, sw) => text.replace("%list", dayAndTime(issued, sw))));
  });
  const check = about && verdict.kind !== "recalled" && about.check_number;
  return { look: kind[0], title: kind.slice(1), lines: lines, check: check || "" };
}

function byDate(verdict) {
  if (!verdict.bulletin || verdict.kind === "recalled") return null;
  const until = [0, 1].map((sw) => day(Date.parse(verdict.bulletin.valid_until), sw));
  const today = [0, 1].map((sw) => day(verdict.now, sw));
  const from = [0, 1].map((sw) => day(Date.parse(verdict.bulletin.valid_from || 0), sw));
  return {
    genuine: ["Play until " + until[0] + ".", "Cheza hadi " + until[1] + "."],
    expired: [
      "It was to be played until " + until[0] + ". By this computer's clock it is " + today[0] +
        ". If the clock is right, ask for this week's.",
      "Ilikuwa ya kuchezwa hadi " + until[1] + ". Kwa saa ya kompyuta hii leo ni " + today[1] +
        ". Kama saa ni sahihi, omba ya wiki hii.",
    ],
    early: ["Play it from " + from[0] + ".", "Icheze kuanzia " + from[1] + "."],
    clock: [
      "It says " + today[0] + ", which is before the list was made. Set the clock, then try again.",
      "Inasema " + today[1] + ", kabla ya orodha kutengenezwa. Rekebisha saa, kisha ujaribu tena.",
    ],
    exercise: [
      "It is genuine, but it is for practice only. Delete it from the playlist.",
      "Ni halisi, lakini ni ya mazoezi tu. Ifute kwenye orodha ya kucheza.",
    ],
  }[verdict.kind];
}

function recalled(verdict, counties) {
  const gone = verdict.gone;
  const which = fromId(gone.id);
  const lines = [
    [0, 1].map((sw) => "NDMA - " + named(which, counties, sw)),
    ["Why / Sababu: " + gone.reason],
  ];
  if (!gone.replaced_by) {
    lines.push([
      "Play nothing in its place until NDMA tells you.",
      "Usicheze chochote badala yake hadi NDMA ikuambie.",
    ]);
    return lines;
  }
  const name = verdict.bulletin ? " (" + verdict.bulletin.files[0].name + ")" : "";
  const instead = [0, 1].map((sw) => named(fromId(gone.replaced_by), counties, sw) + name + ".");
  lines.push(["Play instead: " + instead[0], "Badala yake cheza: " + instead[1]]);
  return lines;
}
