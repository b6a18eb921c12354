// Mapa que só confirma o lugar: o endereço escrito é quem manda, e tudo funciona sem ele.
// Em cada [data-mapa] (ver templates/componentes/mapa.html): data-lat, data-lon, data-zoom,
// data-tiles (endereço dos ladrilhos; sem ele o fundo fica liso), data-creditos, data-icone,
// data-contornos (GeoJSON dos distritos, vazio enquanto a cidade não os importou) e, quando se
// pode marcar, data-campo-lat e data-campo-lon; data-pontos, o id do JSON com muitos lugares numerados.
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
  if (quadro.dataset.tiles) {
    L.tileLayer(quadro.dataset.tiles, { attribution: quadro.dataset.creditos ?? "", maxZoom: 19 }).addTo(mapa);
  }
  return { mapa, ponto: temPonto ? L.latLng(ponto) : null };
}

function criarMarcador(quadro, mapa) {
  const icone = L.icon({ iconUrl: quadro.dataset.icone, iconSize: [32, 44], iconAnchor: [16, 44] });
  return L.marker(mapa.getCenter(), { icon: icone, alt: "Lugar marcado", keyboard: false, interactive: false });
}

// --- distritos: uma ajuda a quem marca; quem decide o distrito é o servidor ---

async function desenharContornos(quadro, mapa) {
  if (!quadro.dataset.contornos) return null;
  try {
    const resposta = await fetch(quadro.dataset.contornos);
    if (!resposta.ok) return null;
    const dados = await resposta.json();
    if (!dados.features.length) return null;
    return L.geoJSON(dados, { interactive: false, style: { className: "sp-mapa__distrito", weight: 2 } }).addTo(mapa);
  } catch {
    return null; // sem rede o mapa fica sem as divisas, e serve do mesmo jeito
  }
}

function dentroDoAnel(anel, lat, lon) {
  let dentro = false;
  for (let i = 0, j = anel.length - 1; i < anel.length; j = i++) {
    const [x1, y1] = anel[i];
    const [x2, y2] = anel[j];
    if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) dentro = !dentro;
  }
  return dentro;
}

// As partes de um distrito, cada uma com o contorno de fora e os furos, em longitude e latitude (GeoJSON).
export const dentroDe = (partes, lat, lon) =>
  partes.some(([fora, ...furos]) => dentroDoAnel(fora, lat, lon) && !furos.some((furo) => dentroDoAnel(furo, lat, lon)));

// O nome do distrito do ponto, com o contorno dele em destaque; vazio fora da cidade.
function destacarDistrito(contornos, onde) {
  let nome = "";
  contornos.eachLayer((camada) => {
    const aqui = Boolean(onde) && dentroDe(camada.feature.geometry.coordinates, onde.lat, onde.lng);
    camada.getElement()?.classList.toggle("sp-mapa__distrito--do-ponto", aqui);
    if (aqui) nome = camada.feature.properties.nome;
  });
  return nome;
}

function frase(contornos, onde) {
  if (!contornos) return "Lugar marcado. Confira o endereço escrito.";
  const distrito = destacarDistrito(contornos, onde);
  if (distrito) return `Lugar marcado no distrito ${distrito}. Confira o endereço escrito.`;
  return "O lugar marcado parece ficar fora da cidade de São Paulo. Se não é aí, mova o mapa e marque de novo.";
}

// --- marcar ---

function gravar(quadro, onde) {
  const valores = onde ? [onde.lat.toFixed(6), onde.lng.toFixed(6)] : ["", ""];
  [quadro.dataset.campoLat, quadro.dataset.campoLon].forEach((campo, qual) => {
    const entrada = document.getElementById(campo);
    if (!entrada) return;
    entrada.value = valores[qual];
    entrada.dispatchEvent(new Event("change", { bubbles: true }));
  });
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

function deixarMarcar(quadro, mapa, marcador, contornos, inicial) {
  const caixa = quadro.closest(".sp-mapa");
  const situacao = caixa.querySelector("[data-mapa-situacao]");
  const desmarcar = caixa.querySelector("[data-mapa-desmarcar]");
  let ponto = inicial;
  let divisas = null;
  const dizer = (texto) => {
    situacao.textContent = texto;
  };
  const mostrar = () => {
    desmarcar.hidden = !ponto;
    dizer(ponto ? frase(divisas, ponto) : "");
  };
  const marcar = (onde) => {
    ponto = onde;
    marcador.setLatLng(onde).addTo(mapa);
    gravar(quadro, onde);
    mostrar();
  };
  mapa.on("click", (evento) => marcar(evento.latlng));
  caixa.querySelector("[data-mapa-centro]").addEventListener("click", () => marcar(mapa.getCenter()));
  caixa.querySelector("[data-mapa-aqui]")?.addEventListener("click", () => irAtePessoa(mapa, marcar, dizer));
  desmarcar.addEventListener("click", () => {
    ponto = null;
    marcador.remove();
    gravar(quadro, null);
    if (divisas) destacarDistrito(divisas, null);
    desmarcar.hidden = true;
    dizer("Lugar desmarcado. Vale só o endereço escrito.");
    quadro.focus();
  });
  desmarcar.hidden = !ponto;
  contornos.then((chegaram) => {
    divisas = chegaram;
    if (ponto) mostrar();
  });
}

// --- muitos lugares: numerados como na lista da página ---

function mostrarPontos(quadro, mapa) {
  const pontos = JSON.parse(document.getElementById(quadro.dataset.pontos).textContent);
  for (const { numero: qual, lat, lon, nome } of pontos) {
    const icone = L.divIcon({ className: "sp-mapa__ponto", html: String(qual), iconSize: [30, 30] });
    L.marker([lat, lon], { icon: icone, title: nome, alt: `${qual}: ${nome}`, keyboard: false }).addTo(mapa);
  }
  mapa.fitBounds(L.latLngBounds(pontos.map(({ lat, lon }) => [lat, lon])), { padding: [30, 30], maxZoom: 17 });
}

function iniciar(quadro) {
  if (quadro.dataset.pronto) return;
  quadro.dataset.pronto = "sim";
  quadro.closest(".sp-mapa").hidden = false;
  const { mapa, ponto } = criarMapa(quadro);
  const marcador = criarMarcador(quadro, mapa);
  if (ponto) marcador.setLatLng(ponto).addTo(mapa);
  if (quadro.dataset.pontos) mostrarPontos(quadro, mapa);
  const contornos = desenharContornos(quadro, mapa);
  if (quadro.dataset.campoLat) deixarMarcar(quadro, mapa, marcador, contornos, ponto);
  else contornos.then((chegaram) => chegaram && destacarDistrito(chegaram, ponto));
}

function procurar(raiz) {
  raiz.querySelectorAll("[data-mapa]").forEach(iniciar);
}

procurar(document);
document.body.addEventListener("htmx:load", (evento) => procurar(evento.detail.elt));
