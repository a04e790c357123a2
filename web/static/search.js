// The search box of every page: a combobox with a list (WAI-ARIA APG, "editable combobox with list autocomplete").
const box = document.getElementById("search-box");
const WAIT = 90; // ms after the last key; typing on never waits for an answer
const ICONS = { document: "file", department: "folder", type: "search", category: "folder" };

if (box) begin(box);

function begin(input) {
  const list = Object.assign(document.createElement("ul"), { id: "search-suggestions", className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  const status = Object.assign(document.createElement("span"), { className: "hidden" });
  status.setAttribute("role", "status");
  input.after(list, status);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) {
    input.setAttribute(name, value);
  }
  let active = -1;
  let timer = 0;
  let asking = null;

  const options = () => [...list.children];

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    list.replaceChildren();
    status.textContent = "";
    activate(-1);
    input.setAttribute("aria-expanded", "false");
  }

  function activate(number) {
    options()[active]?.setAttribute("aria-selected", "false");
    active = number;
    const option = options()[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  async function ask() {
    asking?.abort();
    const mine = (asking = new AbortController());
    const text = input.value.trim();
    if (!text) return close();
    try {
      const answer = await fetch(`/search/suggest?q=${encodeURIComponent(text.slice(0, 100))}`, { signal: mine.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return close();
      const { suggestions, said } = await answer.json();
      if (mine.signal.aborted || document.activeElement !== input) return;
      if (!suggestions.length) return close();
      list.replaceChildren(...suggestions.map(shown));
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      activate(-1);
      status.textContent = said;
    } catch (error) {
      if (error.name !== "AbortError") close(); // without suggestions the box still searches
    }
  }

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(ask, WAIT); // pinyin that is still being typed is no text yet
  });
  input.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const count = list.hidden ? 0 : list.childElementCount;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.ctrlKey && !event.metaKey) {
      if (!count) {
        if (event.key === "ArrowDown") ask();
        return;
      }
      event.preventDefault();
      // One place more than there are options: the box itself, where nothing is chosen.
      const step = event.key === "ArrowDown" ? 1 : -1;
      activate(((active + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Escape" && count) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(options()[active].dataset.url);
    }
  });
}

function shown(suggestion, number) {
  const option = Object.assign(document.createElement("li"), { id: `search-suggestion-${number}` });
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.dataset.url = suggestion.url;
  const what = Object.assign(document.createElement("span"), { className: "what" });
  for (const [text, marked] of suggestion.pieces) {
    what.append(marked ? Object.assign(document.createElement("mark"), { textContent: text }) : text);
  }
  what.append(Object.assign(document.createElement("span"), { className: "detail", textContent: suggestion.detail }));
  option.append(icon(ICONS[suggestion.kind]), what);
  return option;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}
