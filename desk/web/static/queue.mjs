// The queue's page by script: live rows, and keys. Everything else works without. What the server says is put into the page as
// text, never as HTML.

const rows = document.getElementById("rows");
const blank = document.getElementById("blank");
const state = document.querySelector("[data-live]");

// Live rows.

const set = (element, text) => {
  if (element && element.textContent !== text) element.textContent = text;
};

const dueOf = (cell, due) => {
  let clock = cell.querySelector("time");
  if (!due) return clock?.remove();
  if (!clock) {
    clock = document.createElement("time");
    clock.className = "clock";
    clock.dataset.clock = "";
    cell.append(clock);
  }
  if (clock.dateTime !== due) {
    clock.dateTime = due;
    clock.title = due.replace("T", " ").replace(/:\d\dZ$/, " UTC");
  }
};

const fill = (line, row) => {
  for (const field of line.querySelectorAll("[data-field]")) set(field, row[field.dataset.field] ?? "");
  for (const part of line.querySelectorAll("[data-if]")) part.hidden = !row[part.dataset.if];
  for (const link of line.querySelectorAll("[data-row-link]")) link.setAttribute("href", row.href);
  for (const input of line.querySelectorAll('input[name="id"]')) input.value = row.id;
  for (const named of line.querySelectorAll("[aria-label]")) {
    named.dataset.label ??= named.getAttribute("aria-label");
    if (line.dataset.row === "") named.setAttribute("aria-label", `${named.dataset.label.trim()} ${row.order}`);
  }
  dueOf(line.querySelector("[data-clock-of]"), row.due);
  line.classList.toggle("mine", row.yours);
  line.dataset.row = row.id;
};

const show = ({ rows: now, counts }) => {
  const known = new Map([...rows.children].map((line) => [line.dataset.row, line]));
  let before = null;
  for (const row of now) {
    let line = known.get(row.id);
    known.delete(row.id);
    if (!line) {
      line = blank.content.firstElementChild.cloneNode(true);
      line.classList.add("fresh");
    }
    fill(line, row);
    const place = before ? before.nextElementSibling : rows.firstElementChild;
    if (place !== line) rows.insertBefore(line, place);
    before = line;
  }
  for (const gone of known.values()) gone.remove();
  document.querySelector("[data-empty]").hidden = now.length > 0;
  for (const badge of document.querySelectorAll("[data-count]")) {
    if (badge.dataset.count in counts) set(badge, String(counts[badge.dataset.count]));
  }
  document.dispatchEvent(new Event("desk:tick"));
};

const retryMillis = 30000;

const listen = () => {
  const source = new EventSource(state.dataset.live);
  source.addEventListener("open", () => set(state, state.dataset.liveText));
  source.addEventListener("rows", (event) => show(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    set(state, state.dataset.staleText);
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, retryMillis); // refused: there is no room, or nobody is signed in
  });
};

if (state?.dataset.live) listen();

// Keys. They can be switched off, which is remembered.

const remembered = "makegood-keys";
const help = document.getElementById("keys");
const toggle = document.getElementById("keys-on");
const opener = document.querySelector("[data-keys-open]");

const current = () => rows.querySelector("tr[aria-current]");

const go = (step) => {
  const all = [...rows.children];
  if (all.length === 0) return;
  const at = all.indexOf(current());
  const to = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  current()?.removeAttribute("aria-current");
  to.setAttribute("aria-current", "true");
  to.querySelector("[data-row-link]").focus();
};

const acts = {
  j: () => go(1),
  k: () => go(-1),
  o: () => current()?.querySelector("[data-row-link]").click(),
  c: () => current()?.querySelector("form:not([hidden]) button")?.click(),
  n: () => document.querySelector("[data-next]").requestSubmit(),
  "?": () => help.showModal(),
};

opener.hidden = false;
opener.addEventListener("click", () => help.showModal());
toggle.checked = localStorage.getItem(remembered) !== "off";
toggle.addEventListener("change", () => localStorage.setItem(remembered, toggle.checked ? "on" : "off"));

document.addEventListener("keydown", (event) => {
  const writes = event.target.closest("input:not([type=checkbox]), select, textarea, dialog");
  if (!toggle.checked || writes || event.ctrlKey || event.metaKey || event.altKey || !(event.key in acts)) return;
  event.preventDefault();
  acts[event.key]();
});
