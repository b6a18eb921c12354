// "Usar sem internet": os serviços e as ruas que o aparelho guarda, quanto pesam e como se apagam.
import { tamanhoEmPalavras } from "../miniatura.js";
import { MARCA_DOS_SERVICOS } from "./esquecer.js";
import { areas, areaDoPonto, enderecoDas, GUARDADAS } from "./ruas.js";

const LISTA = "/aplicativo/guardar.json";
const GUARDADOS = "Os serviços estão guardados neste aparelho.";
const PACIENCIA = 60_000; // sem notícia do trabalhador
const SEM_REDE = "Não deu para guardar: confira a internet e tente de novo.";

// O aplicativo instalado leva os serviços sem se pedir, e quem já os levou leva os novos; quem poupa dados os guarda à mão.
export async function levarSozinho() {
  const levada = localStorage.getItem(MARCA_DOS_SERVICOS);
  const instalado = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
  if (!(instalado || levada) || !navigator.onLine || !navigator.serviceWorker || navigator.connection?.saveData) return;
  const lista = await lerLista();
  if (!lista || (lista.versao === levada && !(await faltam(lista.paginas)))) return;
  await mandarGuardar(lista.paginas, () => {});
  localStorage.setItem(MARCA_DOS_SERVICOS, lista.versao);
}

// Nula sem internet: o que já estava guardado serve.
async function lerLista() {
  const resposta = await fetch(LISTA).catch(() => null);
  return resposta?.ok ? resposta.json() : null;
}

export function iniciarLevar(parte) {
  if (!navigator.serviceWorker) {
    parte.querySelector("[data-levar-situacao]").textContent = "Este navegador não guarda páginas. Com internet, tudo funciona do mesmo jeito.";
    parte.querySelector("[data-levar-servicos]").disabled = true;
  } else iniciarServicos(parte);
  iniciarAreas(parte);
}

// --- os serviços: quem os guarda é o trabalhador, junto da casca ---

// O botão está na página desde o começo: quem o toca antes de a lista chegar espera por ela.
async function iniciarServicos(parte) {
  const botao = parte.querySelector("[data-levar-servicos]");
  const dizer = (texto) => {
    parte.querySelector("[data-levar-situacao]").textContent = texto;
  };
  const chegando = lerLista();
  let guardando = false;
  botao.addEventListener("click", async () => {
    if (guardando) return;
    guardando = true;
    dizer("Guardando…");
    dizer(await guardarServicos((await chegando) ?? (await lerLista()), dizer));
    guardando = false;
  });
  const lista = await chegando;
  if (guardando) return;
  if (!lista) dizer("Sem internet agora: o que já estava guardado continua aqui.");
  else if (await faltam(lista.paginas)) dizer(`Ao todo, ${tamanhoEmPalavras(lista.bytes)}.`);
  else dizer(GUARDADOS);
}

async function guardarServicos(lista, dizer) {
  if (!lista) return SEM_REDE;
  const { paginas, versao } = lista;
  try {
    await mandarGuardar(paginas, (prontos) => dizer(`Guardando: ${Math.round((100 * prontos) / paginas.length)}%.`));
  } catch {
    return SEM_REDE;
  }
  localStorage.setItem(MARCA_DOS_SERVICOS, versao);
  return GUARDADOS;
}

async function faltam(paginas) {
  const guardadas = await Promise.all(paginas.map((pagina) => caches.match(pagina, { ignoreVary: true })));
  return guardadas.some((guardada) => !guardada);
}

async function mandarGuardar(enderecos, aoAndar) {
  const { port1, port2 } = new MessageChannel();
  const feito = new Promise((pronto, falhou) => {
    const demais = () => falhou(new Error("o trabalhador não responde"));
    let relogio = setTimeout(demais, PACIENCIA);
    port1.onmessage = ({ data }) => {
      clearTimeout(relogio);
      relogio = setTimeout(demais, PACIENCIA);
      if (data.pronto) pronto();
      else if (data.falhou) falhou(new Error(data.falhou));
      else aoAndar(data.prontos);
    };
  });
  navigator.serviceWorker.ready.then(({ active }) => active.postMessage({ recado: "guardar", enderecos }, [port2]));
  return feito;
}

// --- as ruas ---

function iniciarAreas(parte) {
  const { ruas } = parte.dataset;
  const escolha = parte.querySelector("#id_area");
  const dizer = (texto) => {
    const situacao = parte.querySelector("[data-area-situacao]");
    situacao.textContent = texto;
    situacao.scrollIntoView({ block: "nearest" }); // no celular as abas a cobririam
  };
  const levar = async (qual) => {
    dizer("Guardando…");
    try {
      const area = await qual((await areas(ruas)).subprefeituras);
      dizer(area ? `Ruas de ${area.nome} guardadas: ${tamanhoEmPalavras(await guardarArea(ruas, area))}.` : "Escolha uma subprefeitura da lista.");
    } catch {
      dizer(SEM_REDE);
    }
    return mostrarGuardadas(parte, ruas, dizer);
  };
  parte.querySelector("[data-levar-area]").addEventListener("click", () =>
    levar((todas) => todas.find(({ codigo }) => String(codigo) === escolha.value)),
  );
  iniciarDaqui(parte.querySelector("[data-levar-daqui]"), ruas, dizer, levar);
  mostrarGuardadas(parte, ruas, dizer);
}

function iniciarDaqui(botao, ruas, dizer, levar) {
  if (!navigator.geolocation) return botao.remove();
  const achar = ({ coords }) => levar(() => areaDoPonto(ruas, [coords.latitude, coords.longitude]));
  const falhar = () => dizer("Não conseguimos a sua localização. Escolha uma subprefeitura da lista.");
  return botao.addEventListener("click", () => {
    dizer("Procurando onde você está…");
    navigator.geolocation.getCurrentPosition(achar, falhar, { timeout: 10000 });
  });
}

// Tudo ou nada: com um distrito que falta, a área não se diz guardada. Devolve quanto pesa.
async function guardarArea(ruas, { distritos }) {
  const enderecos = [ruas, ...distritos.map(({ codigo }) => enderecoDas(ruas, codigo))];
  const respostas = await Promise.all(enderecos.map((endereco) => fetch(endereco, { cache: "no-cache" })));
  if (respostas.some(({ ok }) => !ok)) throw new Error("faltou um distrito");
  const cache = await caches.open(GUARDADAS);
  let bytes = 0;
  for (const [qual, resposta] of respostas.entries()) {
    bytes += (await resposta.clone().arrayBuffer()).byteLength;
    await cache.put(enderecos[qual], resposta);
  }
  return bytes;
}

async function mostrarGuardadas(parte, ruas, dizer) {
  const lista = parte.querySelector("[data-areas-guardadas]");
  const cache = await caches.open(GUARDADAS);
  const guardados = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  const { subprefeituras } = await areas(ruas).catch(() => ({ subprefeituras: [] }));
  const inteiras = subprefeituras.filter(({ distritos }) => distritos.every(({ codigo }) => guardados.has(enderecoDas(ruas, codigo))));
  lista.replaceChildren(...inteiras.map((area) => item(area, () => apagar(parte, ruas, area, dizer))));
  lista.hidden = !inteiras.length;
}

function item({ nome }, apagarEsta) {
  const [li, botao, oculto] = ["li", "button", "span"].map((tag) => document.createElement(tag));
  botao.type = "button";
  botao.className = "sp-botao-link";
  botao.textContent = "Apagar";
  oculto.className = "govuk-visually-hidden";
  oculto.textContent = ` as ruas de ${nome}`;
  botao.append(oculto);
  botao.addEventListener("click", apagarEsta);
  li.append(`${nome} `, botao);
  return li;
}

async function apagar(parte, ruas, { nome, distritos }, dizer) {
  const cache = await caches.open(GUARDADAS);
  for (const { codigo } of distritos) await cache.delete(enderecoDas(ruas, codigo));
  dizer(`Ruas de ${nome} apagadas deste aparelho.`);
  await mostrarGuardadas(parte, ruas, dizer);
  parte.querySelector("#id_area").focus();
}
