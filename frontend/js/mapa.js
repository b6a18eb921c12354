// Mapa que só confirma o lugar: o endereço escrito é quem manda, e tudo funciona sem ele.
// Em cada [data-mapa] (ver templates/componentes/mapa.html): data-lat, data-lon, data-zoom,
// data-azulejos (endereço dos ladrilhos; sem ele o fundo fica liso), data-creditos,
// data-icone e, quando se pode marcar, data-campo-lat e data-campo-lon.
import "./leaflet/leaflet.js";

const { L } = window;
const CENTRO = [-23.5505, -46.6333]; // Praça da Sé
const numero = (texto) => (texto ? Number(texto.replace(",", ".")) : Number.NaN);

function criarMapa(quadro) {
  const ponto = [numero(quadro.dataset.lat), numero(quadro.dataset.lon)];
  const temPonto = ponto.every(Number.isFinite);
  const mapa = L.map(quadro, { keyboard: true, scrollWheelZoom: false, zoomControl: false });
  L.control.zoom({ zoomInTitle: "Aproximar", zoomOutTitle: "Afastar" }).addTo(mapa);
  L.control.scale({ imperial: false }).addTo(mapa);
  mapa.attributionControl.setPrefix(false);
  mapa.setView(temPonto ? ponto : CENTRO, Number(quadro.dataset.zoom ?? (temPonto ? 17 : 12)));
  if (quadro.dataset.azulejos) {
    L.tileLayer(quadro.dataset.azulejos, { attribution: quadro.dataset.creditos ?? "", maxZoom: 19 }).addTo(mapa);
  }
  return { mapa, ponto: temPonto ? ponto : null };
}

function criarMarcador(quadro, mapa) {
  const icone = L.icon({ iconUrl: quadro.dataset.icone, iconSize: [32, 44], iconAnchor: [16, 44] });
  const marcador = L.marker(mapa.getCenter(), { icon: icone, alt: "Lugar marcado", keyboard: false, interactive: false });
  return (onde) => marcador.setLatLng(onde).addTo(mapa);
}

function gravar(quadro, onde, dizer) {
  for (const [campo, valor] of [[quadro.dataset.campoLat, onde.lat], [quadro.dataset.campoLon, onde.lng]]) {
    const entrada = document.getElementById(campo);
    if (!entrada) continue;
    entrada.value = valor.toFixed(6);
    entrada.dispatchEvent(new Event("change", { bubbles: true }));
  }
  dizer("Lugar marcado. Confira o endereço abaixo.");
}

function irAtePessoa(mapa, marcar, dizer) {
  if (!navigator.geolocation) return dizer("Este aparelho não informa a localização. Escreva o endereço.");
  dizer("Procurando onde você está…");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      mapa.setView([coords.latitude, coords.longitude], 18);
      marcar(mapa.getCenter());
    },
    () => dizer("Não conseguimos a sua localização. Escreva o endereço ou mova o mapa."),
    { enableHighAccuracy: true, timeout: 10000 },
  );
}

function iniciar(quadro) {
  if (quadro.dataset.pronto) return;
  quadro.dataset.pronto = "sim";
  const caixa = quadro.closest(".sp-mapa");
  caixa.hidden = false;
  const { mapa, ponto } = criarMapa(quadro);
  const por = criarMarcador(quadro, mapa);
  if (ponto) por(ponto);
  if (!quadro.dataset.campoLat) return;
  const situacao = caixa.querySelector("[data-mapa-situacao]");
  const dizer = (texto) => {
    situacao.textContent = texto;
  };
  const marcar = (onde) => {
    por(onde);
    gravar(quadro, onde, dizer);
  };
  mapa.on("click", (evento) => marcar(evento.latlng));
  caixa.querySelector("[data-mapa-centro]")?.addEventListener("click", () => marcar(mapa.getCenter()));
  caixa.querySelector("[data-mapa-aqui]")?.addEventListener("click", () => irAtePessoa(mapa, marcar, dizer));
}

function procurar(raiz) {
  raiz.querySelectorAll("[data-mapa]").forEach(iniciar);
}

procurar(document);
document.body.addEventListener("htmx:load", (evento) => procurar(evento.detail.elt));
