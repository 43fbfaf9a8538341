/** The style of the page: system fonts, the colours of the reader's scheme, nothing from elsewhere. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#fbfaf8, #16181c);
  --card: light-dark(#ffffff, #1e2127);
  --line: light-dark(#e4e1db, #33373f);
  --text: light-dark(#22252b, #e6e7ea);
  --soft: light-dark(#636871, #a0a5b0);
  --accent: light-dark(#2456c7, #8fb4ff);
  --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); }
main { max-width: 1180px; margin: 0 auto; padding: 40px 24px 80px; }
h1 { font-size: 30px; line-height: 1.2; letter-spacing: -0.02em; margin: 0; }
h2 { font-size: 19px; letter-spacing: -0.01em; margin: 56px 0 12px; }
h3 { font-size: 15px; margin: 28px 0 8px; }
h2, h3 { scroll-margin-top: 110px; }
p { margin: 6px 0; max-width: 76ch; }
.soft, .note { color: var(--soft); }
.note { font-size: 13.5px; }
code, .mono { font-family: var(--mono); font-size: 0.88em; }
.facts { display: flex; flex-wrap: wrap; gap: 6px 8px; margin: 14px 0 0; padding: 0; list-style: none; }
.facts li { border: 1px solid var(--line); border-radius: 99px; padding: 1px 11px; font-size: 13px; color: var(--soft); background: var(--card); }
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.bar { position: sticky; top: 0; z-index: 2; background: color-mix(in srgb, var(--ground) 94%, transparent); backdrop-filter: blur(6px); margin: 32px -24px 0; padding: 12px 24px 10px; border-bottom: 1px solid var(--line); }
.tabs { display: flex; flex-wrap: wrap; gap: 4px; }
.tabs button { padding: 5px 13px; border-radius: 8px; color: var(--soft); font-weight: 500; }
.tabs button:hover { background: color-mix(in srgb, var(--text) 7%, transparent); }
.tabs button[aria-selected="true"] { background: var(--text); color: var(--ground); }
.tabs small { font-weight: 400; opacity: 0.7; margin-left: 5px; font-variant-numeric: tabular-nums; }
.legend { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 8px; margin-top: 10px; font-size: 13px; }
.legend button { display: inline-flex; align-items: center; gap: 6px; padding: 1px 10px 1px 7px; border: 1px solid var(--line); border-radius: 99px; background: var(--card); }
.legend button[aria-pressed="true"] { border-color: var(--e); box-shadow: inset 0 0 0 1px var(--e); }
.legend .all { margin-left: auto; color: var(--accent); border: 0; background: none; padding: 0 4px; }
.dot { width: 10px; height: 10px; border-radius: 3px; background: var(--e); flex: none; }
.view { padding-top: 4px; }
.keys { display: grid; grid-template-columns: minmax(170px, 250px) 1fr; gap: 0 16px; margin: 14px 0 4px; font-size: 12px; color: var(--soft); }
.keys > :last-child { padding-left: 12px; }
.partition { display: grid; grid-template-columns: minmax(170px, 250px) 1fr; gap: 0 16px; background: var(--card); border: 1px solid var(--line); border-radius: 12px; margin: 10px 0; overflow: clip; }
.partition > header { padding: 12px 14px; border-right: 1px solid var(--line); background: color-mix(in srgb, var(--text) 2.5%, transparent); }
.partition > header button { text-align: left; display: block; width: 100%; }
.pk { font-family: var(--mono); font-size: 13px; font-weight: 600; overflow-wrap: anywhere; display: block; }
.strip { display: flex; flex-wrap: wrap; gap: 2px; margin-top: 8px; }
.strip i { width: 9px; height: 9px; border-radius: 2px; background: var(--e); }
.size { font-size: 12px; color: var(--soft); margin-top: 4px; display: block; }
.items { list-style: none; margin: 0; padding: 6px 14px 6px 0; min-width: 0; }
.items li { display: grid; grid-template-columns: minmax(170px, 290px) 1fr; gap: 2px 18px; padding: 6px 0 6px 11px; border-left: 4px solid var(--e); border-radius: 2px; margin: 5px 0; }
.sort { min-width: 0; }
.sort b { font-family: var(--mono); font-size: 13px; font-weight: 500; overflow-wrap: anywhere; display: block; }
.sort span { font-size: 12px; font-weight: 600; color: var(--ink); }
.attributes { display: flex; flex-wrap: wrap; gap: 1px 14px; align-content: flex-start; margin: 0; font-size: 13px; min-width: 0; }
.attributes div { min-width: 0; max-width: 100%; display: flex; gap: 6px; }
.attributes dt { color: var(--soft); font-size: 12px; line-height: 1.65; flex: none; }
.attributes dd { margin: 0; overflow-wrap: anywhere; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; }
.closed .items { display: none; }
.closed { margin: 4px 0; }
.closed > header { grid-column: 1 / -1; border-right: 0; padding: 7px 14px; }
.closed > header button { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 14px; }
.closed .strip, .closed .size { margin-top: 0; }
.closed .size { margin-left: auto; }
[data-only] li[data-e], [data-only] .strip i { opacity: 0.16; }
[data-only] .shown { opacity: 1 !important; }
.empty { border: 1px dashed var(--line); border-radius: 12px; padding: 28px; color: var(--soft); text-align: center; margin: 14px 0; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 12px; background: var(--card); margin: 10px 0; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
th, td { text-align: left; padding: 7px 14px; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; color: var(--soft); font-size: 12.5px; white-space: nowrap; }
tr:last-child td { border-bottom: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td .dot { display: inline-block; margin-right: 7px; }
td button { color: var(--accent); text-align: left; }
td button:hover { text-decoration: underline; }
.wide { min-width: 230px; }
@media (max-width: 760px) {
  .partition, .keys, .items li { grid-template-columns: 1fr; }
  .keys > :last-child { padding-left: 0; }
  td:has(code) { min-width: 210px; }
  .partition > header { border-right: 0; border-bottom: 1px solid var(--line); }
  .items { padding-left: 14px; }
}
@media print { .bar { position: static; } [role="tabpanel"] { display: block !important; } }
`;

/** The script of the page: switches views, marks entities, folds partitions. Without it everything is shown. */
export const pageScript = `
for (const design of document.querySelectorAll(".design")) {
  const tabs = [...design.querySelectorAll("[role=tab]")];
  const views = [...design.querySelectorAll("[role=tabpanel]")];
  const legend = [...design.querySelectorAll(".legend [data-e]")];
  const fold = design.querySelector(".all");
  const show = (tab, focus) => {
    for (const each of tabs) {
      const selected = each === tab;
      each.setAttribute("aria-selected", selected);
      each.tabIndex = selected ? 0 : -1;
    }
    for (const view of views) view.hidden = view.id !== tab.getAttribute("aria-controls");
    if (focus) tab.focus();
    foldText();
  };
  const mark = (entities) => {
    for (const button of legend) button.setAttribute("aria-pressed", entities.includes(button.dataset.e));
    if (entities.length === 0) delete design.dataset.only;
    else design.dataset.only = "";
    for (const part of design.querySelectorAll("li[data-e], .strip i")) {
      part.classList.toggle("shown", entities.includes(part.dataset.e));
    }
  };
  const partitions = () => [...(views.find((view) => !view.hidden) ?? design).querySelectorAll(".partition")];
  const close = (partition, closed) => {
    partition.classList.toggle("closed", closed);
    partition.querySelector("header button").setAttribute("aria-expanded", !closed);
  };
  const foldText = () => {
    const some = partitions();
    fold.hidden = some.length === 0;
    fold.textContent = some.some((each) => each.classList.contains("closed")) ? "Open all" : "Close all";
  };
  design.querySelector(".tabs")?.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    show(tabs[(to + tabs.length) % tabs.length], true);
  });
  design.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button === null) return;
    if (button.role === "tab") show(button, false);
    else if (button === fold) {
      const open = fold.textContent === "Open all";
      for (const partition of partitions()) close(partition, !open);
      foldText();
    } else if (button.dataset.view !== undefined) {
      show(tabs[Number(button.dataset.view)], true);
      mark(JSON.parse(button.dataset.marks));
      design.querySelector(".bar").scrollIntoView({ block: "start" });
    } else if (button.dataset.e !== undefined) {
      mark(button.getAttribute("aria-pressed") === "true" ? [] : [button.dataset.e]);
    } else if (button.hasAttribute("aria-expanded")) {
      close(button.closest(".partition"), button.getAttribute("aria-expanded") === "true");
      foldText();
    }
  });
  design.querySelector(".tabs").hidden = false;
  design.querySelector(".legend").hidden = false;
  if (tabs[0] !== undefined) show(tabs[0], false);
}
`;
