// "Meus pedidos" como se viram por último: a página da conta guarda aqui a lista, com a hora, e sem rede mostra-se ela. O
// servidor não marca a lista no aparelho de todos, nem nela o pedido sigiloso; quem sai da conta não a deixa.
import { contaDaqui } from "./conta.js";
import { quando } from "./dizer.js";
import { MEUS_PEDIDOS } from "./esquecer.js";

const texto = ({ textContent }) => textContent.replace(/\s+/g, " ").trim();
const guardados = () => JSON.parse(localStorage.getItem(MEUS_PEDIDOS) ?? "null");

export function lembrarMeusPedidos() {
  const entrou = document.querySelector("form[data-conta]")?.dataset.conta;
  if (entrou && guardados() && guardados().conta !== entrou) localStorage.removeItem(MEUS_PEDIDOS);
  const lista = document.querySelector("[data-meus-pedidos]");
  if (!lista) return;
  const pedidos = [...lista.querySelectorAll("[data-pedido]")].map((um) => [...um.querySelectorAll("h2, p")].map(texto));
  localStorage.setItem(MEUS_PEDIDOS, JSON.stringify({ conta: lista.dataset.meusPedidos, em: Date.now(), pedidos }));
  document.querySelector("[data-fica-guardada]").hidden = false;
}

// Na página que toma o lugar da que precisa de rede. Sem conta dita vale a última que esteve aqui e não saiu.
export function mostrarMeusPedidos(modelo) {
  const ultimos = guardados();
  if (location.pathname !== modelo.dataset.noLugarDe || !ultimos?.pedidos.length) return;
  if (contaDaqui() && contaDaqui() !== ultimos.conta) return;
  const vista = modelo.content.cloneNode(true);
  vista.querySelector("[data-vistos-em]").textContent = quando(ultimos.em);
  vista.querySelector("[data-pedidos]").replaceChildren(...ultimos.pedidos.map(desenhar));
  document.querySelector("[data-sem-nada]").replaceChildren(vista);
}

function desenhar([nome, ...linhas]) {
  const item = document.createElement("li");
  const titulo = Object.assign(document.createElement("h2"), { className: "sp-lista__titulo", textContent: nome });
  item.append(titulo, ...linhas.map((linha) => Object.assign(document.createElement("p"), { textContent: linha })));
  return item;
}
