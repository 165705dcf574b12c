// What scripts improve: every page works without them.
"use strict";

// What went wrong is read first.
document.querySelector("[data-focus]")?.focus();

// Moments are shown in the zone of whoever reads them.
const inOwnZone = (part) => {
  for (const time of part.querySelectorAll("time[datetime]")) {
    const isDay = "day" in time.dataset;
    const date = { day: "numeric", month: "long", year: "numeric" };
    const shown = (form) => new Date(time.dateTime).toLocaleString("en-GB", form);
    const minute = shown({ ...date, hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
    time.textContent = isDay ? shown(date) : minute;
    if (isDay) time.title = minute;
  }
};
inOwnZone(document);

// A form that only asks (GET) and is marked as live is asked again at each change, and the parts that it names are
// replaced: the order changes at once. The address follows, so that what is seen can be kept and shared.
for (const form of document.querySelectorAll("form[data-live]")) {
  let asked = null;
  const ask = async () => {
    const address = new URL(form.action);
    address.search = new URLSearchParams(new FormData(form)).toString();
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of document.querySelectorAll("[data-part]")) {
        const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
        if (!fresh || part.contains(document.activeElement)) continue;
        inOwnZone(fresh);
        part.replaceWith(fresh);
      }
      history.replaceState(null, "", address);
    } catch (error) {
      if (error.name !== "AbortError") form.submit();
    }
  };
  // Its fields can stand elsewhere on the page.
  document.addEventListener("input", (event) => { if (event.target.form === form) ask(); });
  for (const part of document.querySelectorAll("[data-without-script]")) if (part.form === form) part.remove();
}

// Who clicks twice sends a form once. After a while, or when the page is come back to, it can be sent again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 5000);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

// A number shown beside a slider follows it.
document.addEventListener("input", (event) => {
  const shown = event.target.id && document.querySelector(`output[for="${CSS.escape(event.target.id)}"]:not([data-part])`);
  if (shown) shown.value = event.target.value;
});

// What is shown once has a button that copies it.
for (const field of document.querySelectorAll("input[data-copied]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "second";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Selected: copy it with the keyboard";
    }
  });
  field.after(button);
}

// A slider beside a number: either moves the other, and a button empties both.
for (const slider of document.querySelectorAll("[data-beside]")) {
  const number = document.getElementById(slider.dataset.beside);
  const empties = document.querySelector(`[data-empties="${CSS.escape(number.id)}"]`);
  const shows = () => {
    const isEmpty = number.value === "";
    slider.classList.toggle("unset", isEmpty);
    if (empties) empties.hidden = isEmpty;
  };
  slider.hidden = false;
  slider.addEventListener("input", () => { number.value = slider.value; shows(); });
  number.addEventListener("input", () => { if (number.value !== "") slider.value = number.value; shows(); });
  shows();
}
for (const button of document.querySelectorAll("[data-empties]")) {
  const field = document.getElementById(button.dataset.empties);
  button.addEventListener("click", () => { field.value = ""; field.focus(); field.dispatchEvent(new Event("input", { bubbles: true })); });
}

// A file that is chosen is read into a field for its text.
for (const chooser of document.querySelectorAll("[data-into]")) {
  chooser.closest("[hidden]").hidden = false;
  chooser.addEventListener("change", async () => {
    const text = await chooser.files[0]?.text();
    if (text !== undefined) document.getElementById(chooser.dataset.into).value = text;
  });
}

// A form that keeps each answer as it is given (data-keeps says where). What is not kept yet stays on the page and is sent
// again by itself; what another window kept meanwhile is shown beside it, and whoever answers chooses.
for (const form of document.querySelectorAll("form[data-keeps]")) {
  const said = form.querySelector("[data-said]");
  const waiting = new Set();
  let isSending = false;
  let hasEnded = false;
  let isLost = false;
  const say = (words, isBad = false) => {
    said.textContent = words;
    said.classList.toggle("lost", isBad);
  };
  const stands = (part) => {
    const id = part.dataset.question;
    const note = form.elements[`note.${id}`]?.value ?? "";
    return { id, note, choice: form.elements[`choice.${id}`].value || (note && "none"), was: form.elements[`was.${id}`] };
  };
  const settle = (part, told) => { stands(part).was.value = `${told.revision}:${told.choice}`; };
  const showOther = (part, told) => {
    part.querySelector(".other")?.remove();
    const box = document.createElement("div");
    box.className = "other";
    box.setAttribute("role", "alert");
    const words = document.createElement("p");
    words.textContent = `In another window you answered: ${told.words}${told.note ? ` (${told.note})` : ""}. Which one stands?`;
    const choose = (label, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "second";
      button.textContent = label;
      button.addEventListener("click", () => { settle(part, told); box.remove(); act(); });
      return button;
    };
    const here = choose("What is chosen here", () => { waiting.add(part); send(); });
    const there = choose("What the other window has", () => {
      const field = form.querySelector(`[name="choice.${CSS.escape(part.dataset.question)}"][value="${CSS.escape(told.choice)}"]`);
      if (field) field.checked = true;
      const note = form.elements[`note.${part.dataset.question}`];
      if (note) note.value = told.note;
      say("All answers are kept.");
    });
    box.append(words, here, there);
    part.append(box);
    say("One answer needs a look.", true);
  };
  const later = (seconds) => setTimeout(send, seconds * 1000);
  const send = async () => {
    if (isSending || hasEnded) return;
    isSending = true;
    for (const part of waiting) {
      const { id, choice, note, was } = stands(part);
      const body = new URLSearchParams({ question: id, choice, note, revision: was.value.split(":")[0] });
      let answer;
      try {
        answer = await fetch(form.dataset.keeps, { method: "POST", body, headers: { Accept: "application/json" } });
        isLost = false;
      } catch {
        isLost = true;
        say("There is no connection. Your answers are on this page and will be kept as soon as there is one: leave it open.", true);
        later(3);
        break;
      }
      if (answer.ok) {
        const told = await answer.json();
        waiting.delete(part);
        if (!told.is_kept) { showOther(part, told); continue; }
        settle(part, told);
        const now = stands(part);
        // What was changed while it was under way is sent once more.
        if (now.choice !== choice || now.note !== note) waiting.add(part);
        else if (!waiting.size && !form.querySelector(".other")) say("All answers are kept.");
      } else if (answer.status === 404) {
        hasEnded = true;
        say("This link has ended. What you answered last is not kept; ask for another link.", true);
      } else if (answer.status === 429 || answer.status >= 500) {
        say("This answer cannot be kept at the moment. It is tried again by itself: leave this page open.", true);
        later(Number(answer.headers.get("Retry-After")) || 3);
        break;
      } else {
        waiting.delete(part);
        say("This answer could not be kept. Use the button below to see why.", true);
      }
    }
    isSending = false;
  };
  form.addEventListener("change", (event) => {
    const part = event.target.closest("[data-question]");
    if (!part || !stands(part).choice) return;
    part.querySelector(".other")?.remove();
    waiting.add(part);
    send();
  });
  addEventListener("online", send);
  let isLeaving = false;
  addEventListener("beforeunload", (event) => { if (waiting.size && !hasEnded && !isLeaving) event.preventDefault(); });
  form.addEventListener("submit", (event) => {
    // Without a connection the next page would not come, and this one would be gone.
    if (isLost) {
      event.preventDefault();
      send();
    } else isLeaving = true;
  });
}

// A form that saves each value as it is typed (data-saves says where). What is not saved yet stays on the page and is sent
// again; what someone else saved meanwhile is said beside the field, and nothing of it is lost.
for (const form of document.querySelectorAll("form[data-saves]")) {
  const said = form.querySelector("[data-said]");
  const waiting = new Set();
  let isSending = false;
  let isLeaving = false;
  const say = (words, isBad = false) => {
    said.textContent = words;
    said.classList.toggle("lost", isBad);
  };
  const mark = (field, words) => {
    const part = field.closest("[data-value]");
    part.querySelectorAll(".error").forEach((old) => old.remove());
    field.toggleAttribute("aria-invalid", words !== "");
    if (words === "") return;
    const error = document.createElement("p");
    error.className = "error";
    error.setAttribute("role", "alert");
    error.textContent = words;
    part.append(error);
  };
  const send = async () => {
    if (isSending) return;
    isSending = true;
    for (const field of waiting) {
      const was = form.elements[`was.${field.name.slice(2)}`];
      const typed = field.value;
      const body = new URLSearchParams({ se: form.elements.se.value, [field.name]: typed, [was.name]: was.value });
      let answer;
      try {
        answer = await fetch(form.dataset.saves, { method: "POST", body, headers: { Accept: "application/json" } });
      } catch {
        say("There is no connection. What you typed is on this page and will be saved as soon as there is one: leave it open.", true);
        setTimeout(send, 3000);
        break;
      }
      if (answer.status === 429 || answer.status >= 500) {
        say("This cannot be saved at the moment. It is tried again: leave this page open.", true);
        setTimeout(send, 1000 * (Number(answer.headers.get("Retry-After")) || 3));
        break;
      }
      waiting.delete(field);
      const told = await answer.json().catch(() => ({}));
      if (!answer.ok) {
        mark(field, told.errors?.[0]?.detail ?? told.detail ?? "This could not be saved. Use the button below to see why.");
        continue;
      }
      was.value = told.was;
      mark(field, told.is_saved ? "" : told.words);
      if (told.is_saved) say(told.words);
      if (field.value !== typed) waiting.add(field);
    }
    isSending = false;
  };
  form.addEventListener("change", (event) => {
    if (!event.target.name?.startsWith("v.")) return;
    waiting.add(event.target);
    send();
  });
  addEventListener("online", send);
  addEventListener("beforeunload", (event) => { if (waiting.size && !isLeaving) event.preventDefault(); });
  form.addEventListener("submit", () => { isLeaving = true; });
}

// A menu closes when the focus or a click leaves it, and with Escape.
for (const menu of document.querySelectorAll("details.menu")) {
  const close = () => { menu.open = false; };
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) close(); });
  menu.addEventListener("focusout", (event) => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) close(); });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    close();
    menu.querySelector("summary").focus();
  });
}

// Keys: ? lists them, / goes to the search field, g and a letter to a place, j and k along the rows of a table.
const keys = document.createElement("dialog");
keys.setAttribute("aria-label", "Keys");
const said = [
  ["?", "this list"], ["/", "search everything"], ["g s", "searches"], ["g p", "people"], ["g m", "method"],
  ["j", "next row"], ["k", "row before"], ["Enter", "open it"], ["Esc", "close this list"],
];
const list = document.createElement("dl");
list.className = "key";
for (const [key, what] of said) {
  const row = document.createElement("div");
  const term = document.createElement("dt");
  const shown = document.createElement("kbd");
  shown.textContent = key;
  term.append(shown);
  const means = document.createElement("dd");
  means.textContent = what;
  row.append(term, means);
  list.append(row);
}
const title = document.createElement("h2");
title.textContent = "Keys";
keys.append(title, list);

const step = (by) => {
  const links = [...document.querySelectorAll("main tbody th a, main .list > li > :first-child a")];
  const at = links.indexOf(document.activeElement);
  links[Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
};
const places = { s: "/", p: "/people", m: "/help/method" };
let isGoing = false;
document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, textarea, select, [contenteditable]");
  if (field || event.ctrlKey || event.metaKey || event.altKey) return;
  const wasGoing = isGoing;
  isGoing = event.key === "g";
  if (wasGoing && places[event.key]) location.assign(places[event.key]);
  else if (event.key === "?") {
    if (!keys.isConnected) document.body.append(keys);
    keys.showModal();
  } else if (event.key === "/") {
    const search = document.querySelector("#everything, input[type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  } else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
});
