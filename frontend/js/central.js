// A mesa de quem atende: o foco vai sempre ao próximo lugar de resposta, e o que se escreve se guarda ao sair do campo.
// Sem este módulo tudo se faz com Tab e Enter. Dentro de um campo nenhuma letra solta é atalho (WCAG 2.1.4).
import "./computador_de_todos.js";
import { chegou, contar, guardou } from "./mexidos.js";
import { ligarTeclas } from "./teclas.js";

const RESPOSTAS = "input:not([type=hidden], [type=file]), textarea, select";
// Quantas vezes se escreveu, e até qual se mandou e se guardou.
let escrita = 0;
let mandada = 0;
let guardada = 0;
let enviados = null;
// Terminar que espera por se guardar o que se acabou de escrever: só então o servidor sabe que há um pedido por registrar.
let aTerminar = null;
// O pedido que foi e ainda não teve resposta.
let registrando = false;

const pedido = () => document.getElementById("pedido");
const mudou = (campo) => campo.value !== (campo.defaultValue ?? campo.value) || Boolean(campo.checked) !== Boolean(campo.defaultChecked);
const naVista = (campo) => !campo.disabled && campo.checkVisibility({ visibilityProperty: true });

// Os lugares de resposta, na ordem: de um grupo de opções, a marcada ou a primeira.
function lugares() {
  const vistos = new Set();
  return [...pedido().querySelectorAll(RESPOSTAS)].filter((campo) => {
    if (!naVista(campo)) return false;
    if (!campo.matches("[type=radio], [type=checkbox]")) return true;
    if (vistos.has(campo.name)) return false;
    vistos.add(campo.name);
    return true;
  });
}

function vazio(campo) {
  if (!campo.matches("[type=radio], [type=checkbox]")) return !campo.value.trim();
  return ![...document.getElementsByName(campo.name)].some((um) => um.checked);
}

function irAoProximo(daqui) {
  const todos = lugares();
  const grupo = daqui && (todos.includes(daqui) ? daqui : todos.find((campo) => campo.name === daqui.name));
  const depois = todos.slice(grupo ? todos.indexOf(grupo) + 1 : 0);
  (depois.find(vazio) ?? document.getElementById("registrar")).focus();
}

// --- a busca e as ruas sugeridas: seta e Enter ---------------------------------------------
const LISTAS = ".sp-achados, .sp-sugestoes, .sp-relacionados";
const naQuemE = (elemento) => elemento.closest("#quem, #achar");
const opcoesDe = (campo) => {
  const lista = campo.closest("[data-procurar]") ?? document.getElementById(`sugestoes-${campo.name}`);
  return [...(lista?.querySelectorAll("li button") ?? [])];
};

function andar(evento) {
  const { target, key } = evento;
  const naLista = target.closest(LISTAS);
  const opcoes = naLista ? [...naLista.querySelectorAll("button, a[href]")] : opcoesDe(target);
  if (!opcoes.length) return;
  evento.preventDefault();
  const onde = opcoes.indexOf(target) + (key === "ArrowDown" ? 1 : -1);
  const escrito = document.getElementById(naQuemE(target) ? "quem-dado" : "id_logradouro");
  const campo = naLista?.closest("[data-procurar]")?.querySelector("[type=search]") ?? escrito;
  ((onde < 0 ? campo : opcoes[onde]) ?? target).focus();
}

// Enter antes de a busca responder espera por ela, e pede-a se ninguém a pediu: abre o primeiro do que se escreveu.
let aEsperar = null;
function abrirOPrimeiro(campo) {
  const texto = campo.value.trim();
  const achados = document.querySelector("[data-achados]");
  if (!texto || achados?.dataset.achados !== texto) {
    aEsperar = texto ? campo : null;
    return Boolean(texto);
  }
  aEsperar = null;
  document.querySelector(".sp-achados button")?.click();
  return true;
}

function procurarJa() {
  if (aEsperar && !aEsperar.matches(".htmx-request")) window.htmx?.trigger(aEsperar, "procurar");
}

// --- as opções de uma pergunta: o número de cada uma ----------------------------------------
// Só com o foco nelas (WCAG 2.1.4). Escolhida a única, vai à pergunta seguinte; fica onde está quem tem uma orientação a ler.
function escolher(evento) {
  const { target, key } = evento;
  const opcao = [...document.getElementsByName(target.name)].filter(naVista)[key - 1];
  if (!opcao) return;
  evento.preventDefault();
  opcao.click();
  const orienta = document.querySelector(`[data-conselho="${CSS.escape(`${opcao.name}=${opcao.value}`)}"]:not([hidden])`);
  if (opcao.type === "radio" && !orienta) irAoProximo(opcao);
  else opcao.focus();
}

// --- quem é: Enter vai ao campo seguinte; no último, ou achado já o dado, manda ---------------
function seguinteDeQuem(campo) {
  const campos = [...campo.form.querySelectorAll(RESPOSTAS)];
  const seguinte = campos[campos.indexOf(campo) + 1];
  if (!seguinte || (campo.name === "dado" && campo.value.trim())) return false;
  seguinte.closest("details")?.setAttribute("open", "");
  seguinte.focus();
  return true;
}

// --- teclas --------------------------------------------------------------------------------
const COM_ALT = { KeyA: "Alt+A", KeyP: "Alt+P" };
const nome = ({ key, ctrlKey, altKey, code }) => {
  if (ctrlKey && key === "Enter") return "Ctrl+Enter";
  if (altKey && !ctrlKey && code in COM_ALT) return COM_ALT[code];
  return !ctrlKey && !altKey && /^F\d$/.test(key) ? key : "";
};

function semSeIdentificar() {
  const anonimo = pedido()?.querySelector("input[name=como][value=anonimo]");
  if (!anonimo) return;
  anonimo.click();
  document.getElementById("registrar").focus();
}

// Fora da mesa, o que se escreveu e não se mandou perdia-se ao sair: a tecla só põe o foco, e Enter sai.
const porMandar = () =>
  !document.querySelector(".sp-atender, [data-procurar]") && [...document.querySelectorAll(`#conteudo form :is(${RESPOSTAS})`)].some(mudou);

function usar(dono) {
  if (dono.matches("a[href], button") && !porMandar()) {
    dono.click();
    return;
  }
  dono.closest("details")?.setAttribute("open", "");
  const campos = dono.matches(RESPOSTAS) ? [dono] : [...dono.querySelectorAll(RESPOSTAS)];
  (dono.querySelector(".sp-relacionados :is(a[href], button)") ?? campos.find(naVista) ?? dono).focus();
}

document.addEventListener("keydown", (evento) => {
  if (document.querySelector("dialog[open]") || evento.isComposing || evento.defaultPrevented) return;
  const tecla = nome(evento);
  const deQuem = tecla === "Ctrl+Enter" && evento.target.closest("#achar form");
  if (deQuem) {
    evento.preventDefault();
    deQuem.requestSubmit();
    return;
  }
  const dono = tecla && document.querySelector(`[data-atalho~="${tecla}"]`);
  if (dono || tecla === "Alt+A") {
    evento.preventDefault();
    if (dono) usar(dono);
    else semSeIdentificar();
    return;
  }
  if (evento.altKey || evento.ctrlKey || evento.metaKey || evento.shiftKey) return;
  const { target, key } = evento;
  if (key === "ArrowDown" || key === "ArrowUp") {
    if (target.matches("[type=search], #id_logradouro") || (target.closest(LISTAS) && target.matches("button, a"))) andar(evento);
  } else if (/^[1-9]$/.test(key) && target.matches("#pedido :is([type=radio], [type=checkbox])")) {
    escolher(evento);
  } else if (key === "Enter" && target.matches("[data-procurar] [type=search]")) {
    if (abrirOPrimeiro(target)) evento.preventDefault();
    procurarJa();
  } else if (key === "Enter" && target.matches(RESPOSTAS) && target.closest("#achar form")) {
    if (seguinteDeQuem(target)) evento.preventDefault();
  } else if (key === "Enter" && target.matches(RESPOSTAS) && target.closest("#pedido")) {
    evento.preventDefault();
    irAoProximo(target);
  }
});

// --- guardar ao sair do campo, e ao sair da página ----------------------------------------
document.addEventListener("input", ({ target }) => {
  if (target.closest("#pedido")) escrita += 1;
});

// As ruas sugeridas somem quando se sai delas, e as que chegam tarde não aparecem.
function calarSugestoes(foco) {
  if (!foco.closest("#id_logradouro, #sugestoes-logradouro")) document.getElementById("sugestoes-logradouro")?.replaceChildren();
}

document.addEventListener("focusin", ({ target }) => {
  if (target.closest("#pedido")) calarSugestoes(target);
});

const guardarJa = () => window.htmx?.trigger("#guardar", "guardar");

document.addEventListener("focusout", ({ target }) => {
  if (escrita === mandada || !target.closest("#pedido") || target.closest("#onde-fica")) return;
  guardarJa();
});

// O que se escreveu antes de este módulo chegar também se guarda.
if ([...(pedido()?.querySelectorAll(RESPOSTAS) ?? [])].some(mudou)) escrita += 1;

// O htmx só ouve quando a página acaba de chegar: o que se escreveu ou se procurou antes pede-se então.
document.addEventListener("DOMContentLoaded", () => {
  if (escrita !== mandada) guardarJa();
  procurarJa();
});

window.addEventListener("pagehide", () => {
  if (escrita === guardada || !pedido()) return;
  const dados = new FormData(pedido());
  dados.delete("fotos");
  dados.set("guardar", "sim");
  contar(pedido(), dados);
  navigator.sendBeacon(pedido().action, dados);
});

const { body } = document;
// O que se mandou antes e chega depois não toma o lugar do mais novo, nem o de uma aba o da outra: o servidor compara.
body.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!detail.elt.matches("#pedido, #guardar")) return;
  const dados = new FormData();
  enviados = contar(pedido(), dados);
  Object.assign(detail.parameters, Object.fromEntries(dados));
  mandada = escrita;
});
// O que se guarda não tira da fila o pedido que se mandou registrar, e terminar não o deixa sem resposta.
body.addEventListener("htmx:confirm", (evento) => {
  const { id } = evento.detail.elt;
  if (id === "guardar" && registrando) evento.preventDefault();
  if (id !== "pedido") return;
  registrando = true;
  aTerminar = null;
});
body.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { id } = detail.requestConfig.elt;
  if (id === "pedido") registrando = false;
  else if (id !== "guardar") return;
  if (!detail.successful) {
    mandada = guardada;
    aTerminar = null; // a falha diz-se na página, e o que se escreveu continua nela
    return;
  }
  guardada = mandada;
  if (id === "guardar") guardou(enviados);
  if (aTerminar && escrita !== guardada) {
    guardarJa();
    return;
  }
  const terminar = aTerminar;
  aTerminar = null;
  terminar?.();
});
document.addEventListener("submit", (evento) => {
  const { target, submitter } = evento;
  if (!target.closest("#fim") || !pedido() || !window.htmx || (escrita === guardada && !registrando)) return;
  evento.preventDefault();
  if (registrando) return;
  aTerminar = () => target.requestSubmit(submitter);
  guardarJa();
});
// O pedaço que volta não toma o lugar de onde se responde agora.
body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id === "onde-fica" && detail.target.contains(document.activeElement)) detail.shouldSwap = false;
});
body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "achados" && aEsperar) abrirOPrimeiro(aEsperar);
  if (detail.target.id === "sugestoes-logradouro") calarSugestoes(document.activeElement);
});

// Nada mais pede o foco, nem já se escreve à pessoa: ele vai ao primeiro lugar por responder; sem pedido, na página que se troca toda, a quem
// a pessoa é.
const pedemFoco = "[autofocus], .govuk-error-summary";
function focar(regiao, semPedido = null) {
  if (regiao.querySelector(pedemFoco) || document.activeElement.closest("[data-escrever]")) return;
  if (pedido()) irAoProximo(null);
  else if (semPedido) usar(semPedido);
}
body.addEventListener("htmx:load", ({ detail }) => {
  if (detail.elt.id === "achar" && !detail.elt.querySelector(pedemFoco)) usar(detail.elt);
  if (detail.elt !== body && (detail.elt.id === "o-que" || detail.elt.id === "conteudo")) {
    escrita = mandada = guardada = 0;
    aTerminar = null;
    registrando = false;
    chegou(pedido());
    focar(detail.elt, detail.elt.id === "conteudo" && document.getElementById("quem"));
  }
});
chegou(pedido());
// Quem veio de outra página do atendimento pela tecla vai ao que ela diz; o navegador só à região, antes de acabar de chegar.
const pedida = document.getElementById(location.hash.slice(1));
if (pedida?.dataset.atalho) window.addEventListener("load", () => usar(pedida));
else if (!document.querySelector("[data-conversa]")) focar(document.querySelector("main"));
ligarTeclas();
