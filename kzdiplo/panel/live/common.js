// What the phone's page and the projector's share: languages and the words of a page.

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// Writes only what is new, so that a screen reader says nothing twice.
function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

// Returns the language to begin with: the first of the browser's that there is.
function spoken(messages) {
  const codes = (navigator.languages ?? []).map((name) => name.slice(0, 2));
  return codes.find((code) => code in messages) ?? "en";
}

// Puts the words of a language into the page.
function speak(messages, language, values) {
  document.documentElement.lang = language;
  document.title = messages[language].title;
  for (const place of document.querySelectorAll("[data-say]")) {
    write(place, fill(messages[language][place.dataset.say], values));
  }
  for (const button of document.querySelectorAll(".languages button")) {
    button.setAttribute("aria-pressed", String(button.lang === language));
  }
  document.querySelector(".languages").setAttribute("aria-label", messages[language].choose);
}

function onLanguage(chosen) {
  for (const button of document.querySelectorAll(".languages button")) {
    button.addEventListener("click", () => chosen(button.lang));
  }
}

// Asks the server, for at most some seconds; what it refuses comes back with its status.
async function ask(path, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 8000);
  try {
    const answer = await fetch(path, {
      method: body ? "POST" : "GET",
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body && JSON.stringify(body),
      signal: stop.signal,
    });
    return { status: answer.status, ...(await answer.json()) };
  } finally {
    clearTimeout(timer);
  }
}
