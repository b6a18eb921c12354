// Sem internet, só se oferece como tal o que abre: o link que leva a uma página que este aparelho não guardou diz que precisa dela.
import { MARCA_DOS_SERVICOS } from "./esquecer.js";
import { quantos } from "./dizer.js";

const LINKS = "main a[href]:not([data-so-com-internet]), .sp-abas-do-aplicativo a[href], .sp-rodape-do-aplicativo a[href]";
const SERVICO = "/aplicativo/servico/";

async function paginasGuardadas() {
  const pedidos = await Promise.all((await caches.keys()).map(async (nome) => (await caches.open(nome)).keys()));
  return new Set(pedidos.flat().map(({ url }) => new URL(url).pathname));
}

const servicos = (guardadas) => [...guardadas].filter((pagina) => pagina.startsWith(SERVICO)).length;

// O que se diz conforme o que se guardou e se há rede; com nada a dizer, fica o que a página trazia.
export function promessa(guardados, todos, temRede) {
  if (todos) return "Abre sem internet, e envia quando houver rede";
  if (guardados) return `Abre sem internet com ${quantos(guardados, "serviço guardado", "serviços guardados")}`;
  return temRede ? "" : "Sem internet a foto espera aqui, por um dia, até você escolher o serviço";
}

export function daLista(guardados, temRede) {
  if (temRede) return "";
  if (!guardados) return "Sem internet, e nenhum serviço está neste aparelho. A foto e o lugar esperam aqui por um dia.";
  return `Sem internet: ${quantos(guardados, "serviço está", "serviços estão")} neste aparelho. Os outros precisam dela.`;
}

function marcar(elo, precisa) {
  const marca = elo.querySelector(".sp-precisa-de-rede");
  if (!precisa) return marca?.remove();
  if (!marca) elo.append(" ", Object.assign(document.createElement("span"), { className: "sp-precisa-de-rede", textContent: "precisa de internet" }));
}

export async function dizerOQueAbre() {
  const guardadas = await paginasGuardadas();
  const temRede = navigator.onLine;
  const fora = ({ origin, pathname }) => origin === location.origin && pathname !== location.pathname && !guardadas.has(pathname);
  for (const elo of document.querySelectorAll(LINKS)) marcar(elo, !temRede && fora(elo));
  const n = servicos(guardadas);
  for (const dito of document.querySelectorAll("[data-promessa]")) {
    dito.dataset.promessa ||= dito.textContent;
    dito.textContent = promessa(n, n && localStorage.getItem(MARCA_DOS_SERVICOS), temRede) || dito.dataset.promessa;
  }
  for (const dito of document.querySelectorAll("[data-da-lista]")) dito.textContent = daLista(n, temRede);
}

export function vigiarARede() {
  if (!window.caches) return;
  for (const evento of ["online", "offline"]) window.addEventListener(evento, dizerOQueAbre);
  dizerOQueAbre();
}
