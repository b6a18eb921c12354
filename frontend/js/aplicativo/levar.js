// Os serviços que o aparelho guarda: quanto se baixa e quanto ocupam, ditos antes, e um toque. Instalado, guarda-os sozinho.
import { tamanhoEmPalavras } from "../miniatura.js";
import { MARCA_DOS_SERVICOS } from "./esquecer.js";
import { iniciarAreas } from "./levar_ruas.js";
import { dizerOQueAbre } from "./sem_rede_aqui.js";

const LISTA = "/aplicativo/guardar.json";
const GUARDADOS = "Os serviços estão guardados neste aparelho.";
const PACIENCIA = 60_000; // sem notícia do trabalhador
const SEM_REDE = "Não deu para guardar: confira a internet e tente de novo.";

const instalado = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
const poupaDados = () => navigator.connection?.saveData === true;
const naoCabe = ({ ocupa }) => `Falta espaço neste aparelho: são precisos ${tamanhoEmPalavras(ocupa)}. Apague alguma coisa e tente de novo.`;

// O aplicativo instalado leva os serviços sem se pedir, e quem já os levou leva os novos; quem poupa dados os guarda à mão.
export async function levarSozinho() {
  const levada = localStorage.getItem(MARCA_DOS_SERVICOS);
  if (!(instalado() || levada) || !navigator.onLine || !navigator.serviceWorker || poupaDados()) return;
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
  } else iniciarServicos(parte, lerLista());
  iniciarAreas(parte);
}

// No começo do aplicativo: a quem o abre no navegador e ainda não os guardou.
export async function oferecerServicos(parte) {
  if (!navigator.serviceWorker || (instalado() && !poupaDados())) return;
  const lista = await lerLista();
  if (!lista || !(await faltam(lista.paginas))) return;
  iniciarServicos(parte, Promise.resolve(lista));
  parte.hidden = false;
}

// Quem guarda é o trabalhador, junto da casca. O botão está na página desde o começo: quem o toca antes de a lista chegar espera por ela.
async function iniciarServicos(parte, chegando) {
  const botao = parte.querySelector("[data-levar-servicos]");
  const dizer = (texto) => {
    parte.querySelector("[data-levar-situacao]").textContent = texto;
  };
  let guardando = false;
  botao.addEventListener("click", async () => {
    if (guardando) return;
    guardando = true;
    dizer("Guardando…");
    dizer(await guardarServicos((await chegando) ?? (await lerLista()), dizer));
    guardando = false;
  });
  const lista = await chegando;
  const dito = await comoEstao(lista);
  if (!guardando) dizer(dito);
}

async function comoEstao(lista) {
  if (!lista) return "Sem internet agora: o que já estava guardado continua aqui.";
  if (!(await faltam(lista.paginas))) return GUARDADOS;
  const livre = await espacoLivre();
  const cabe = Number.isFinite(livre) ? `, que ainda deixa guardar ${tamanhoEmPalavras(livre)}` : "";
  return `Baixa ${tamanhoEmPalavras(lista.bytes)} e ocupa ${tamanhoEmPalavras(lista.ocupa)} neste aparelho${cabe}.`;
}

// O que o navegador ainda deixa o portal guardar; o que não o diz só se sabe quando falta.
async function espacoLivre() {
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return quota - usage;
}

async function guardarServicos(lista, dizer) {
  if (!lista) return SEM_REDE;
  const { paginas, versao, ocupa } = lista;
  if ((await espacoLivre()) < ocupa) return naoCabe(lista);
  navigator.storage?.persist?.();
  try {
    await mandarGuardar(paginas, (prontos) => dizer(`Guardando: ${Math.round((100 * prontos) / paginas.length)}%.`));
  } catch (falha) {
    return String(falha).includes("Quota") ? naoCabe(lista) : SEM_REDE;
  }
  localStorage.setItem(MARCA_DOS_SERVICOS, versao);
  dizerOQueAbre();
  return GUARDADOS;
}

async function faltam(paginas) {
  const guardadas = await Promise.all(paginas.map((pagina) => caches.match(pagina, { ignoreVary: true })));
  return guardadas.some((guardada) => !guardada);
}

async function mandarGuardar(enderecos, aoAndar) {
  const { port1, port2 } = new MessageChannel();
  const feito = new Promise((pronto, falhou) => {
    const esperar = () => setTimeout(() => falhou(new Error("o trabalhador não responde")), PACIENCIA);
    let relogio = esperar();
    port1.onmessage = ({ data }) => {
      clearTimeout(relogio);
      if (data.pronto) return pronto();
      if (data.falhou) return falhou(new Error(data.falhou));
      relogio = esperar();
      return aoAndar(data.prontos);
    };
  });
  navigator.serviceWorker.ready.then(({ active }) => active.postMessage({ recado: "guardar", enderecos }, [port2]));
  return feito;
}
