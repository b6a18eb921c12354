// Desenha o mapa que só confirma o lugar: o endereço escrito é quem manda, e tudo funciona sem ele.
// Em cada [data-mapa] (ver templates/componentes/mapa.html): data-lat, data-lon e data-so-centro (é só por onde se abre),
// data-tiles (endereço dos ladrilhos) e data-creditos, data-icone, data-contornos (as divisas dos distritos, em GeoJSON) e
// data-ruas (os nomes das ruas de um pedaço do mapa; sem ladrilhos são eles que dizem onde se está); quando se pode marcar,
// data-campo-lat e data-campo-lon; data-pontos, o id do JSON com muitos lugares numerados.
// Só vem, e com ele o Leaflet, quando o mapa está para aparecer (mapa.js).
const CENTRO = [-23.5505, -46.6333]; // Praça da Sé
const PERTO = 17;
const LONGE = 13;
const comNomesDosDistritos = (zoom) => zoom >= LONGE && zoom < NOMES_DE_RUAS.minZoom; // mais longe, ou sobre as ruas, cobrem
const NOMES_DE_RUAS = { minZoom: 15, minNativeZoom: 15, maxNativeZoom: 17, maxZoom: 19, pane: "nomes" };
const numero = (texto) => (texto ? Number(texto.replace(",", ".")) : Number.NaN);

// Onde o mapa abre, de quão perto e se ali já há uma marca.
export function comoAbrir({ lat, lon, zoom, soCentro }) {
  const ponto = [numero(lat), numero(lon)];
  const temPonto = ponto.every(Number.isFinite);
  return {
    centro: temPonto ? ponto : CENTRO,
    zoom: Number(zoom ?? (temPonto ? PERTO : LONGE)),
    marcado: temPonto && soCentro === undefined,
  };
}

// O endereço do pedaço, no lugar do 0/0/0 do modelo; vazio fora do mundo, onde não há nada a pedir.
export function pedaco(modelo, { x, y, z }) {
  const dentro = [x, y].every((onde) => onde >= 0 && onde < 2 ** z);
  return dentro ? modelo.replace("0/0/0", `${z}/${x}/${y}`) : "";
}

// Sem rede o mapa fica sem as divisas ou sem os nomes, e serve do mesmo jeito.
async function ler(endereco) {
  try {
    const resposta = await fetch(endereco);
    return resposta.ok ? await resposta.json() : null;
  } catch {
    return null;
  }
}

// --- o fundo ---

async function porDivisas(quadro, mapa, L) {
  const dados = await ler(quadro.dataset.contornos);
  if (!dados || (dados.aproximadas && quadro.dataset.tiles)) return;
  if (dados.aproximadas) mapa.attributionControl.addAttribution("Mapa: divisas aproximadas");
  const nome = { permanent: true, direction: "center", className: "sp-mapa__nome sp-mapa__nome--distrito" };
  const comNome = (feicao, camada) => camada.bindTooltip(feicao.properties.nome, nome);
  const como = {
    interactive: false,
    style: { className: "sp-mapa__distrito", weight: 2 },
    onEachFeature: quadro.dataset.tiles ? undefined : comNome,
  };
  // Só os que se veem: escrever de uma vez noventa nomes trava o celular.
  const porVer = new Set(dados.features.map((feicao) => L.geoJSON(feicao, como)));
  const mostrar = () => {
    const vista = mapa.getBounds();
    for (const distrito of [...porVer].filter((um) => vista.intersects(um.getBounds()))) {
      porVer.delete(distrito);
      distrito.addTo(mapa);
    }
  };
  mapa.on("moveend", mostrar);
  mostrar();
}

function escrever(pedacoDoMapa, nomes) {
  for (const { nome, x, y } of nomes) {
    const escrito = document.createElement("span");
    escrito.className = "sp-mapa__nome";
    escrito.textContent = nome;
    escrito.style.left = `${x * 100}%`;
    escrito.style.top = `${y * 100}%`;
    pedacoDoMapa.append(escrito);
  }
}

function porNomes(quadro, mapa, L) {
  mapa.createPane("nomes").classList.add("sp-mapa__nomes");
  const camada = L.gridLayer(NOMES_DE_RUAS);
  camada.createTile = (onde, pronto) => {
    const feito = document.createElement("div");
    const endereco = pedaco(quadro.dataset.ruas, onde);
    Promise.resolve(endereco && ler(endereco)).then((nomes) => {
      escrever(feito, nomes || []);
      pronto(null, feito);
    });
    return feito;
  };
  camada.addTo(mapa);
}

function porFundo(quadro, mapa, L) {
  if (quadro.dataset.tiles) {
    L.tileLayer(quadro.dataset.tiles, { attribution: quadro.dataset.creditos ?? "", maxZoom: 19 }).addTo(mapa);
  } else {
    porNomes(quadro, mapa, L);
  }
  porDivisas(quadro, mapa, L);
}

function criarMapa(quadro, abrir, L) {
  const opcoes = { keyboard: true, scrollWheelZoom: false, zoomControl: false, maxZoom: 19 };
  const mapa = L.map(quadro, { ...opcoes, fadeAnimation: false }); // um nome a meio de aparecer não se lê
  L.control.zoom({ zoomInTitle: "Aproximar", zoomOutTitle: "Afastar" }).addTo(mapa);
  L.control.scale({ imperial: false }).addTo(mapa);
  mapa.attributionControl.setPrefix(false);
  mapa.on("zoomend", () => quadro.classList.toggle("sp-mapa__quadro--sem-distritos", !comNomesDosDistritos(mapa.getZoom())));
  mapa.setView(abrir.centro, abrir.zoom).fire("zoomend");
  // o Leaflet só ouve o teclado depois de ver o foco chegar
  if (document.activeElement === quadro) {
    quadro.blur();
    quadro.focus();
  }
  porFundo(quadro, mapa, L);
  return mapa;
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
      const onde = { lat: coords.latitude, lng: coords.longitude };
      mapa.setView(onde, 18);
      marcar(onde);
    },
    () => dizer("Não conseguimos a sua localização. Escreva o endereço ou mova o mapa."),
    { enableHighAccuracy: true, timeout: 10000 },
  );
}

// Quem diz a rua e o distrito do ponto é o servidor: onde a página tem o botão que lho manda, marcar manda-o. O pedaço
// que volta traz outro mapa, e o foco volta para onde estava.
let focoDeAntes = "";

function deixarMarcar(quadro, mapa, pino, marcado) {
  const caixa = quadro.closest(".sp-mapa");
  const situacao = caixa.querySelector("[data-mapa-situacao]");
  const desmarcar = caixa.querySelector("[data-mapa-desmarcar]");
  const mandar = caixa.querySelector("[data-mapa-mandar]");
  const dizer = (texto) => {
    situacao.textContent = texto;
  };
  const marcar = (onde) => {
    pino.setLatLng(onde).addTo(mapa);
    gravar(quadro, onde);
    if (desmarcar) desmarcar.hidden = false;
    dizer(mandar ? "Procurando o endereço deste ponto…" : "Lugar marcado. Confira o endereço escrito.");
    focoDeAntes = mandar ? (document.activeElement?.id ?? "") : "";
    mandar?.click();
  };
  mapa.on("click", (evento) => marcar(evento.latlng));
  pino.on("dragend", () => marcar(pino.getLatLng()));
  caixa.querySelector("[data-mapa-centro]").addEventListener("click", () => marcar(mapa.getCenter()));
  caixa.querySelector("[data-mapa-aqui]")?.addEventListener("click", () => irAtePessoa(mapa, marcar, dizer));
  desmarcar?.addEventListener("click", () => {
    pino.remove();
    gravar(quadro, null);
    desmarcar.hidden = true;
    dizer("Lugar desmarcado. Vale só o endereço escrito.");
    quadro.focus();
  });
  if (desmarcar) desmarcar.hidden = !marcado;
  if (focoDeAntes) document.getElementById(focoDeAntes)?.focus({ preventScroll: true });
  focoDeAntes = "";
}

// --- muitos lugares: numerados como na lista da página ---

function mostrarPontos(quadro, mapa, L) {
  const pontos = JSON.parse(document.getElementById(quadro.dataset.pontos).textContent);
  for (const { numero: qual, lat, lon, nome } of pontos) {
    const icone = L.divIcon({ className: "sp-mapa__ponto", html: String(qual), iconSize: [30, 30] });
    L.marker([lat, lon], { icon: icone, title: nome, alt: `${qual}: ${nome}`, keyboard: false }).addTo(mapa);
  }
  mapa.fitBounds(L.latLngBounds(pontos.map(({ lat, lon }) => [lat, lon])), { padding: [30, 30], maxZoom: 17 });
}

export async function desenhar(quadro) {
  await import("./leaflet/leaflet.js");
  const { L } = window;
  const abrir = comoAbrir(quadro.dataset);
  const mapa = criarMapa(quadro, abrir, L);
  const deixa = Boolean(quadro.dataset.campoLat);
  const icone = L.icon({ iconUrl: quadro.dataset.icone, iconSize: [32, 44], iconAnchor: [16, 44] });
  const opcoes = { icon: icone, alt: "Lugar marcado", keyboard: false, interactive: deixa, draggable: deixa, autoPan: true };
  const pino = L.marker(abrir.centro, opcoes);
  if (abrir.marcado) pino.addTo(mapa);
  if (quadro.dataset.pontos) mostrarPontos(quadro, mapa, L);
  if (deixa) deixarMarcar(quadro, mapa, pino, abrir.marcado);
}
