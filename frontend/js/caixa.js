// Teclado da caixa de trabalho, sobre linhas marcadas com data-linha.
// j/k andam, Enter abre, p mostra a prévia, x marca, a leva às ações com os marcados, i inicia, / leva à busca, Esc sai dela para a lista, ? mostra a ajuda; tudo também se alcança com Tab.
import { ligarTeclas } from "./teclas.js";

const linhas = () => [...document.querySelectorAll("[data-linha]")];

function atual() {
  return linhas().find((linha) => linha.getAttribute("aria-current") === "true");
}

function ir(passo) {
  const todas = linhas();
  if (!todas.length) return;
  const de = todas.indexOf(atual());
  const para = de < 0 ? (passo > 0 ? 0 : todas.length - 1) : Math.min(Math.max(de + passo, 0), todas.length - 1);
  todas[de]?.removeAttribute("aria-current");
  todas[para].setAttribute("aria-current", "true");
  (todas[para].querySelector("a[href]") ?? todas[para]).focus();
  todas[para].scrollIntoView({ block: "nearest" });
  if (aoLado()?.dataset.de) mostrarPrevia(eloDaPrevia());
}

// --- a prévia, ao lado da lista: aberta, acompanha quem anda por ela; sem JavaScript o link abre a página ---

const aoLado = () => document.getElementById("previa");
const eloDaPrevia = () => atual()?.querySelector("[data-previa]");

function mostrarPrevia(elo) {
  aoLado().dataset.de = elo.href;
  return window.htmx.ajax("GET", elo.href, { target: "#previa", swap: "innerHTML", values: { previa: "sim" } });
}

function fecharPrevia() {
  delete aoLado().dataset.de;
  aoLado().replaceChildren();
  atual()?.querySelector("a[href]")?.focus();
}

async function abrirOuFecharPrevia(elo) {
  if (!elo) return;
  if (aoLado().dataset.de === elo.href) return fecharPrevia();
  await mostrarPrevia(elo);
  aoLado().focus();
}

document.addEventListener("click", (evento) => {
  if (evento.target.closest("[data-fechar-previa]")) return fecharPrevia();
  const elo = evento.target.closest("[data-previa]");
  if (!elo || !window.htmx || evento.ctrlKey || evento.metaKey || evento.shiftKey) return;
  evento.preventDefault();
  abrirOuFecharPrevia(elo);
});

function marcar() {
  const caixa = (atual() ?? document.activeElement.closest("[data-linha]"))?.querySelector("input[type=checkbox]");
  if (!caixa) return;
  caixa.checked = !caixa.checked;
  caixa.dispatchEvent(new Event("change", { bubbles: true }));
}

// Os marcados; sem nenhum, o da linha atual. "Todos os do filtro" confere-se antes, na página.
function iniciar() {
  const todos = document.getElementById("selecao-todos")?.checked;
  if (!todos && !marcas().some((marca) => marca.checked)) marcar();
  if (todos || marcas().some((marca) => marca.checked)) document.querySelector('[data-selecao] [value="iniciar"]').click();
}

ligarTeclas({
  j: () => ir(1),
  k: () => ir(-1),
  p: () => window.htmx && abrirOuFecharPrevia(eloDaPrevia()),
  x: marcar,
  i: iniciar,
  a: () => document.querySelector("[data-primeiro-ato]")?.focus(),
  "/": () => document.querySelector("[data-busca-da-caixa]")?.focus(),
});

document.addEventListener("keydown", (evento) => {
  if (evento.ctrlKey || evento.metaKey || evento.altKey) return;
  // Da busca ao primeiro achado, sem atravessar os filtros com Tab.
  if (evento.key === "Escape" && evento.target.matches("[data-busca-da-caixa]")) {
    evento.preventDefault();
    ir(1);
  } else if (evento.key === "Escape" && aoLado()?.dataset.de && !evento.target.closest("dialog")) fecharPrevia();
  if (evento.key === "Enter" && evento.target === document.body) atual()?.querySelector("a[href]")?.click();
});

// Quem anda com Tab leva a linha atual consigo.
document.addEventListener("focusin", (evento) => {
  const linha = evento.target.closest("[data-linha]");
  if (!linha || linha === atual()) return;
  atual()?.removeAttribute("aria-current");
  linha.setAttribute("aria-current", "true");
});

// "Marcar todas" desta página, e quantos estão marcados.
const marcas = () => [...document.querySelectorAll("[data-linha] input[type=checkbox]")];

function contar() {
  const quantos = document.querySelector("[data-quantos]");
  if (!quantos) return;
  const n = marcas().filter((marca) => marca.checked).length;
  const todos = document.getElementById("selecao-todos").checked;
  const frase = n === 0 ? "Marque pedidos na lista" : n === 1 ? "1 pedido marcado" : `${n} pedidos marcados`;
  quantos.textContent = todos ? "Todos marcados" : frase;
  quantos.closest("[data-selecao]").classList.toggle("sp-selecao--ha", todos || n > 0);
}

document.addEventListener("change", (evento) => {
  if (evento.target.matches("[data-marcar-todas]")) for (const marca of marcas()) marca.checked = evento.target.checked;
  if (evento.target.matches("input[type=checkbox]")) contar();
});
// A ordem da lista, para andar por ela de dentro de um pedido, nesta aba.
function guardarFila() {
  const elos = linhas().map((linha) => linha.querySelector("a[href]")?.href);
  try {
    sessionStorage.setItem("fila", JSON.stringify(elos.filter(Boolean)));
  } catch {
    // Sem armazenamento o pedido só não oferece o próximo.
  }
}

// Os abertos depois que a página se abriu: diz-se quantos, uma vez a cada mudança, e nada se troca sem um clique.
// O cabeçalho diz que ninguém pediu: a sessão de quem deixou a lista aberta acaba como as outras (ADR 0038).
const DE_QUANTO_EM_QUANTO = 60 * 1000;

async function dizerNovos() {
  const regiao = document.querySelector("[data-novos]");
  if (!regiao || document.hidden) return;
  try {
    const resposta = await fetch(regiao.dataset.novos, { redirect: "manual", headers: { "Pedido-Sozinho": "sim" } });
    if (resposta.status !== 200) return;
    const chegaram = await resposta.text();
    if (regiao.dataset.ditos === chegaram) return;
    regiao.dataset.ditos = chegaram;
    regiao.innerHTML = chegaram;
  } catch {
    // Sem rede agora: pergunta de novo daqui a pouco.
  }
}
setInterval(dizerNovos, DE_QUANTO_EM_QUANTO);

// Quem volta por "voltar" do navegador acha as marcas como as deixou.
for (const fazer of [contar, guardarFila]) {
  window.addEventListener("pageshow", fazer);
  document.body.addEventListener("htmx:load", fazer);
}
