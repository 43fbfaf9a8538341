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
