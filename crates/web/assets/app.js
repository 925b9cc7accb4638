// Everything works without this file; it only saves keystrokes. An ES module under `script-src 'self'` and trusted
// types: it never makes markup out of text.
const root = document.documentElement;

// The server's clock, not this machine's: pages and script must agree on what is late.
const skew = root.dataset.now ? Date.parse(root.dataset.now) - Date.now() : 0;
const now = () => Date.now() + skew;

// A form goes out once. Buttons stay enabled, so that the pressed one is sent with the form.
const sent = new WeakSet();
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (sent.has(event.target)) return event.preventDefault();
  sent.add(event.target);
  event.target.setAttribute("aria-busy", "true");
});
// Back from the next page: the form may be changed and sent again.
addEventListener("pageshow", () => {
  for (const form of document.forms) {
    sent.delete(form);
    form.removeAttribute("aria-busy");
  }
});

// Keys. `data-key="c"` or `data-key="g t"` on a link, button or field; `data-line` on what j and k walk through.
let typed = "";
let typedAt = 0;
const typing = (element) =>
  element instanceof Element && element.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog, [contenteditable]") !== null;

function walk(step) {
  const lines = [...document.querySelectorAll("[data-line]")].filter((line) => line.checkVisibility());
  const here = lines.indexOf(document.activeElement);
  const next = here < 0 ? (step > 0 ? 0 : lines.length - 1) : here + step;
  lines[Math.max(0, Math.min(lines.length - 1, next))]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form?.matches(".composer")) {
    event.preventDefault();
    return event.target.form.requestSubmit(event.target.form.querySelector('[data-kind="main"]'));
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (root.dataset.keys === "off" || typing(event.target) || event.key.length !== 1) return;
  if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    return walk(event.key === "j" ? 1 : -1);
  }
  typed = event.timeStamp - typedAt < 1000 && typed ? `${typed} ${event.key}` : event.key;
  typedAt = event.timeStamp;
  const named = [...document.querySelectorAll("[data-key]")];
  const hit = named.find((element) => element.dataset.key === typed)
    ?? named.find((element) => element.dataset.key === event.key);
  if (!hit) return;
  event.preventDefault();
  typed = "";
  if (hit.matches("a, button")) hit.click();
  else hit.focus();
});

// Copy: the button is hidden until there is a script to press it.
for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  const label = button.textContent;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const done = await navigator.clipboard.writeText(source?.textContent ?? "").then(() => "Copied", () => "Not copied");
    button.textContent = done;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

// Times. `data-left` counts on; `data-own` gives the reader's own time where the server does not know their zone.
function spanWords(milliseconds) {
  const minutes = Math.floor(Math.abs(milliseconds) / 60000);
  const parts = [[Math.floor(minutes / 1440), "d"], [Math.floor(minutes / 60) % 24, "h"], [minutes % 60, "min"]];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return "less than 1 min";
  return parts.slice(first, first + 2).filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`).join(" ");
}

function tick() {
  for (const element of document.querySelectorAll("[data-left]")) {
    const left = Date.parse(element.dataset.left) - now();
    const words = `${spanWords(left)} ${left < 0 ? element.dataset.past ?? "late" : element.dataset.ahead ?? "left"}`.trim();
    if (element.textContent !== words) element.textContent = words;
  }
}
setInterval(tick, 30000);

for (const element of document.querySelectorAll("[data-own]")) {
  const at = new Date(element.dataset.own);
  if (Number.isNaN(at.getTime()) || at.getTimezoneOffset() === 0) continue;
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const sameDay = at.getDate() === at.getUTCDate();
  const day = sameDay ? "" : `${at.toLocaleDateString("en-GB", { day: "numeric", month: "short" })}, `;
  element.textContent = `${day}${time} your time`;
  element.hidden = false;
}
