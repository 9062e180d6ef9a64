// What a page has to hold so that everybody can use it; gives the list of what it does not.
(() => {
  const wrong = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const name = (e) => (e.getAttribute('aria-label') ?? e.innerText ?? '').trim();
  const seen = (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  if (document.documentElement.lang !== 'en') wrong.push('the page does not say its language');
  if (!document.title.endsWith('Bascule')) wrong.push('title: ' + document.title);
  if (all('h1').length !== 1) wrong.push(all('h1').length + ' h1');
  let level = 1;
  for (const h of all('main h1, main h2, main h3, main h4')) {
    const here = Number(h.nodeName[1]);
    if (here > level + 1) wrong.push(`heading '${h.innerText}' skips a level`);
    level = here;
  }
  for (const landmark of ['header', 'nav[aria-label]', 'main#main', 'footer']) {
    if (!document.querySelector(landmark)) wrong.push('no ' + landmark);
  }
  for (const th of all('table th')) if (!th.scope) wrong.push(`th '${th.innerText}' has no scope`);
  for (const svg of all('svg')) {
    if (svg.getAttribute('aria-hidden') !== 'true' && !svg.getAttribute('aria-label')) wrong.push('an svg has no name');
  }
  for (const e of all('a, button, summary').filter(seen)) if (!name(e)) wrong.push('no name: ' + e.outerHTML.slice(0, 80));
  for (const e of all('select, input')) if (!e.labels?.length) wrong.push('no label: ' + e.outerHTML.slice(0, 80));
  for (const e of all('[role=region], article, section')) {
    if (e.matches('[role=region]') && !e.getAttribute('aria-label')) wrong.push('a region has no name');
  }
  for (const e of all('[aria-labelledby]')) {
    if (!document.getElementById(e.getAttribute('aria-labelledby'))) wrong.push('no ' + e.getAttribute('aria-labelledby'));
  }
  const ids = all('[id]').map((e) => e.id);
  for (const id of new Set(ids)) if (ids.filter((i) => i === id).length > 1) wrong.push('twice: #' + id);
  for (const e of all('.badge')) if (!e.textContent.trim()) wrong.push('a state is told by colour alone');
  if (!document.querySelector('[aria-live=polite]')) wrong.push('changes are not read out');

  // Contrast by WCAG 2: 4.5 to 1, for large text 3 to 1.
  const parse = (text) => {
    const n = text.match(/-?[\d.]+(e-?\d+)?/g).map(Number);
    const c = text.startsWith('color(') ? n.slice(0, 3).map((v) => v * 255) : n.slice(0, 3);
    return [...c, n[3] ?? 1];
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const behind = (e) => {
    const layers = [];
    for (let at = e; at; at = at.parentElement) {
      const c = parse(getComputedStyle(at).backgroundColor);
      layers.push(c);
      if (c[3] === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), parse(getComputedStyle(document.body).backgroundColor));
  };
  const luminance = (c) =>
    [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
      const v = c[i] / 255;
      return sum + weight * (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    }, 0);
  let texts = 0;
  for (const e of all('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.nodeValue.trim());
    if (!own || !seen(e) || e.closest('.skip, .unseen, noscript, option')) continue;
    texts++;
    const style = getComputedStyle(e);
    const ground = behind(e);
    const [a, b] = [luminance(over(parse(style.color), ground)), luminance(ground)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) {
      wrong.push(`contrast ${ratio.toFixed(2)} of '${e.innerText.slice(0, 30)}' ${style.color}`);
    }
  }
  if (texts < 5) wrong.push('hardly any text was looked at');
  return wrong;
})()
