// Keeps the page as a reload would show it. The server renders; this module puts fragments in place,
// counts times, and says in an unmissable way when the page is not live. Nothing here asks again
// and again: the stream tells.

const $ = (id) => document.getElementById(id);
const SILENCES = 2.5; // heartbeats without a word, until the page is stale
const HIDDEN_FOR = 15_000; // ms that a page may be out of sight before it gives its stream back
const RETRY = [1_000, 2_000, 5_000]; // ms between attempts to connect again

let offset = Date.parse(document.querySelector('meta[name="server-time"]').content) - Date.now();
let heartbeat = 5_000;
let heardAt = 0; // server time of the last word; 0 before the first
let heardTick = performance.now();
let stream = null;
let attempts = 0;
let retrying = 0;
let state = 'still';

const serverNow = () => Date.now() + offset;
const two = (n) => String(n).padStart(2, '0');
const clock = (ms) => {
  const d = new Date(ms);
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} UTC`;
};

// ---- Times -------------------------------------------------------------------------------------

function span(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${two(s % 60)} s`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${two(Math.floor((s % 3600) / 60))} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}

// Ages need no seconds once they are long.
const age = (ms) => (ms < 1_000 ? 'just now' : `${span(ms).replace(/ min .*/, ' min')} ago`);

const count = (ms) => (ms < 10_000 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : span(ms));

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function tellTimes(root = document) {
  const now = serverNow();
  for (const t of root.querySelectorAll('time[data-age]')) put(t, age(now - Date.parse(t.dateTime)));
  for (const t of root.querySelectorAll('time[data-count]')) put(t, count(now - Date.parse(t.dateTime)));
  for (const t of root.querySelectorAll('time[data-until]')) {
    const left = Date.parse(t.dateTime) - now;
    put(t, left > 0 ? `in ${span(left)}` : 'now');
  }
}

// ---- Fragments ---------------------------------------------------------------------------------

// Makes `from` look like `to` and keeps every node that can stay: focus, scrolling and opened
// details live on nodes.
function morph(from, to) {
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) {
    from.replaceWith(to);
    return;
  }
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !(name === 'open' && from.nodeName === 'DETAILS')) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  let here = from.firstChild;
  for (const child of [...to.childNodes]) {
    const kept = child.dataset?.keep;
    const id = kept ?? child.id;
    const same = id ? [...from.children].find((c) => c.id === id) : null;
    if (kept && !same) throw new Error(`fragment ${kept} is not here`);
    if (same) {
      if (same === here) here = here.nextSibling;
      else from.insertBefore(same, here);
      if (!kept) morph(same, child);
    } else if (here && !here.id && !id && here.nodeName === child.nodeName) {
      const next = here.nextSibling;
      morph(here, child);
      here = next;
    } else {
      from.insertBefore(child, here);
    }
  }
  while (here) {
    const next = here.nextSibling;
    here.remove();
    here = next;
  }
}

function swap(html) {
  const box = document.createElement('template');
  box.innerHTML = html;
  const to = box.content.firstElementChild;
  const from = $(to.id);
  if (!from) throw new Error(`fragment ${to.id} is not here`);
  const said = sentenceOf(from);
  morph(from, to);
  const now = $(to.id);
  tellTimes(now);
  const says = sentenceOf(now);
  if (says && said && says !== said) $('announce').textContent = says;
  const title = $('main').dataset.title;
  if (title && document.title !== title) document.title = title;
}

// What is to be read out when it changes: one sentence, without counting times.
function sentenceOf(element) {
  const announced = element.closest('[data-announce]') ?? element.querySelector('[data-announce]');
  return announced?.querySelector('h1, .sentence')?.textContent.trim();
}

// ---- The stream --------------------------------------------------------------------------------

function show(next, words) {
  state = next;
  document.body.dataset.state = next;
  $('live').dataset.state = next;
  put($('live-words'), words);
}

function live() {
  const was = state;
  attempts = 0;
  show('live', 'Live');
  $('stale').hidden = true;
  $('stale').textContent = '';
  if (was === 'stale') {
    $('announce').textContent = `The page is live again. ${sentenceOf($('main')) ?? ''}`;
  }
}

function stale() {
  if (state === 'stale') return;
  const since = clock(heardAt || serverNow());
  show('stale', `Not live since ${since}`);
  const [head, rest] = [document.createElement('strong'), document.createElement('span')];
  head.textContent = `Not live since ${since}.`;
  rest.textContent = ' What you see may have changed. Trying to connect again.';
  $('stale').replaceChildren(head, rest);
  $('stale').hidden = false;
}

function heard(data) {
  const [now, millis] = data.split(' ');
  if (now) {
    heardAt = Date.parse(now);
    offset = heardAt - Date.now();
  }
  if (millis) heartbeat = Number(millis);
}

function connect() {
  disconnect();
  heardTick = performance.now();
  const mine = new EventSource(`/api/stream?page=${encodeURIComponent(location.pathname + location.search)}`);
  stream = mine;
  const on = (name, act) =>
    mine.addEventListener(name, (event) => {
      if (mine !== stream) return;
      heardTick = performance.now();
      try {
        act(event.data);
      } catch (error) {
        // What is shown and what the server believes differ: begin with the whole page.
        console.warn(error.message);
        again();
      }
    });
  on('tick', (data) => heard(data));
  on('swap', (data) => {
    heardAt = serverNow();
    swap(data);
  });
  on('synced', (data) => {
    heard(data);
    live();
  });
  mine.onerror = () => {
    if (mine === stream) again();
  };
}

function disconnect() {
  clearTimeout(retrying);
  stream?.close();
  stream = null;
}

function again() {
  disconnect();
  stale();
  retrying = setTimeout(connect, RETRY[Math.min(attempts++, RETRY.length - 1)]);
}

let leaving = 0;
document.addEventListener('visibilitychange', () => {
  clearTimeout(leaving);
  if (document.hidden) leaving = setTimeout(disconnect, HIDDEN_FOR);
  else if (!stream) connect();
});
addEventListener('pagehide', disconnect);
addEventListener('pageshow', (event) => event.persisted && connect());

// Counting is not asking: these clocks only say how old what is here has become.
setInterval(() => {
  if (stream && performance.now() - heardTick > heartbeat * SILENCES) again();
  tellTimes();
}, 1_000);
setInterval(() => {
  const now = serverNow();
  for (const t of document.querySelectorAll('time[data-count]')) {
    const ms = now - Date.parse(t.dateTime);
    if (ms < 10_000) put(t, count(ms));
  }
}, 100);

document.addEventListener('change', (event) => event.target.form?.classList.contains('filter') && event.target.form.requestSubmit());
document.body.classList.add('scripted');

show('connecting', 'Connecting');
tellTimes();
connect();
