{% load static %}// {# inputs: pages (language: address of the offline page), default (language), parts (static files it needs) #}The page for when there is no network, and nothing else. It's asked for without cookies, so it names nobody.
const PAGES = { {% for code, address in pages.items %}"{{ code|escapejs }}": "{{ address|escapejs }}", {% endfor %}};
const FILES = [...Object.values(PAGES), {% for part in parts %}"{% static part %}", {% endfor %}];
const CACHE = `offline ${FILES}`;

addEventListener("install", (event) => {
  const requests = FILES.map((file) => new Request(file, { credentials: "omit" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => names.filter((name) => name !== CACHE));
  event.waitUntil(old.then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  // Back to the answer of a form, which no one has kept: the browser asks whether to send it again, and isn't offline.
  if (event.request.mode === "navigate" && event.request.cache !== "only-if-cached") {
    const language = pathname.split("/")[1];
    event.respondWith(fetch(event.request).catch(() => caches.match(PAGES[language] ?? PAGES["{{ default|escapejs }}"])));
  } else if (FILES.includes(pathname)) {
    event.respondWith(fetch(event.request).catch(() => caches.match(event.request)));
  }
});
