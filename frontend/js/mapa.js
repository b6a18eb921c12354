// Onde há mapas: o que os desenha, com a folha e o Leaflet, só vem quando um está para aparecer.
function desenhar(quadro) {
  const folha = document.createElement("link");
  folha.rel = "stylesheet";
  folha.href = quadro.dataset.folha;
  const pronta = new Promise((pronto) => {
    folha.onload = pronto;
    folha.onerror = pronto;
  });
  document.head.append(folha);
  return Promise.all([import("./desenhar_mapa.js"), pronta]).then(([mapa]) => mapa.desenhar(quadro));
}

function iniciar(quadro) {
  if (quadro.dataset.pronto) return;
  quadro.dataset.pronto = "sim";
  const vigia = new IntersectionObserver(
    (vistos) => {
      if (!vistos.some((visto) => visto.isIntersecting)) return;
      vigia.disconnect();
      desenhar(quadro);
    },
    { rootMargin: "200px" },
  );
  vigia.observe(quadro);
}

function procurar(raiz) {
  raiz.querySelectorAll("[data-mapa]").forEach(iniciar);
}

procurar(document);
document.body.addEventListener("htmx:load", (evento) => procurar(evento.detail.elt));
