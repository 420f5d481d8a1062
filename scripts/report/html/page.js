"use strict";
(() => {
  const STEP = 100; // rows that are put into the table at once
  const data = JSON.parse(document.getElementById("data").textContent);
  const form = document.getElementById("filter");
  const body = document.querySelector("#results tbody");
  const count = document.getElementById("count");
  const more = document.getElementById("more");
  const needles = data.tests.map((test) => test.toLowerCase());
  let found = [];
  let shown = 0;

  const cell = (tag, text, className) => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (className) element.className = className;
    return element;
  };

  // A row: [test, column, category, outcome, seconds, line]; the first four are places in lists.
  const rowOf = ([test, column, category, outcome, seconds, line]) => {
    const row = document.createElement("tr");
    const name = cell("th", data.tests[test], "id");
    name.scope = "row";
    if (line) name.append(cell("span", line, "counts"));
    const mark = cell("span", data.outcomes[outcome], `mark ${data.outcomes[outcome]}`);
    const verdict = document.createElement("td");
    verdict.append(mark);
    row.append(name, verdict, cell("td", data.columns[column]), cell("td", data.categories[category]),
      cell("td", `${seconds.toFixed(2)} s`, "number"));
    return row;
  };

  const showMore = () => {
    const rows = found.slice(shown, shown + STEP).map(rowOf);
    body.append(...rows);
    shown += rows.length;
    more.hidden = shown >= found.length;
    count.textContent = `${found.length.toLocaleString("en")} of ${data.rows.length.toLocaleString("en")} results`
      + (shown < found.length ? `, the first ${shown} shown` : "");
  };

  const filter = () => {
    const wanted = (name) => form.elements[name].selectedIndex - 1; // -1: all
    const [column, category, outcome] = ["column", "category", "outcome"].map(wanted);
    const text = form.elements.text.value.trim().toLowerCase();
    found = data.rows.filter((row) =>
      (column < 0 || row[1] === column) && (category < 0 || row[2] === category)
      && (outcome < 0 || row[3] === outcome)
      && (!text || needles[row[0]].includes(text) || row[5].toLowerCase().includes(text)));
    body.replaceChildren();
    shown = 0;
    showMore();
    for (const box of document.querySelectorAll(".matrix td[data-column]")) {
      const chosen = Number(box.dataset.column) === column && Number(box.dataset.category) === category;
      box.toggleAttribute("data-chosen", chosen);
    }
  };

  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", showMore);
  for (const link of document.querySelectorAll(".matrix td[data-column] a")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const box = link.closest("td");
      form.elements.column.selectedIndex = Number(box.dataset.column) + 1;
      form.elements.category.selectedIndex = Number(box.dataset.category) + 1;
      filter();
      const heading = document.getElementById("tests");
      heading.focus({ preventScroll: true });
      heading.scrollIntoView();
    });
  }

  const THEMES = ["auto", "light", "dark"];
  const button = document.getElementById("theme");
  const remembered = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const remember = (theme) => { try { localStorage.setItem("theme", theme); } catch { /* a file of its own */ } };
  const setTheme = (theme) => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
    remember(theme);
  };
  let theme = THEMES.includes(remembered()) ? remembered() : "auto";
  button.addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    setTheme(theme);
  });
  setTheme(theme);
  for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;
  filter();
})();
