// O teclado da caixa: que tecla faz o quê, e quando nenhuma faz nada.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { acontece, doPortal } from "./aparelho.mjs";

const { ligarTeclas } = await doPortal("teclas");
globalThis.CSS = { escape: (texto) => texto.replace(/["\\]/g, "\\$&") };

let feito;
let donos;
const elemento = (nome, clicavel) => ({ matches: () => clicavel, click: () => feito.push(`clica ${nome}`), focus: () => feito.push(`foca ${nome}`) });
document.querySelector = (qual) => (qual === "dialog[data-atalhos]" ? { showModal: () => feito.push("ajuda") } : (donos[qual] ?? null));
const marca = new EventTarget();
const botao = new EventTarget();
document.querySelectorAll = (qual) => ({ "[data-atalhos-ligados]": [marca], "[data-abrir-atalhos]": [botao] })[qual] ?? [];
ligarTeclas({ j: () => feito.push("seguinte") });

beforeEach(() => {
  feito = [];
  donos = { '[data-tecla="r"]:not([hidden])': elemento("responder", true), '[data-tecla="h"]:not([hidden])': elemento("história", false) };
  localStorage.removeItem("atalhos");
});

const fora = { closest: () => null };
const solta = { target: fora, ctrlKey: false, metaKey: false, altKey: false };
const tecla = (key, mais = {}) => acontece("keydown", { key, ...solta, ...mais }, document).defaultPrevented;

test("cada tecla faz a sua coisa: a da página, o clique de um botão, o foco de uma região", () => {
  assert.deepEqual(["j", "r", "h", "?"].map((qual) => tecla(qual)), [true, true, true, true]);
  assert.deepEqual(feito, ["seguinte", "clica responder", "foca história", "ajuda"]);
});

test("a tecla que ninguém tem fica para o navegador", () => {
  assert.deepEqual([tecla("z"), tecla('"'), tecla("Enter")], [false, false, false]);
  assert.deepEqual(feito, []);
});

test("a tecla que o seletor entenderia mal é uma tecla como as outras", () => {
  donos['[data-tecla="\\""]:not([hidden])'] = elemento("aspas", true);
  assert.equal(tecla('"'), true);
  assert.deepEqual(feito, ["clica aspas"]);
});

test("a da página vale mais que a de um elemento dela", () => {
  donos['[data-tecla="j"]:not([hidden])'] = elemento("outro", true);
  tecla("j");
  assert.deepEqual(feito, ["seguinte"]);
});

test("com Ctrl, Alt ou Cmd a tecla é do navegador", () => {
  for (const qual of ["ctrlKey", "altKey", "metaKey"]) assert.equal(tecla("j", { [qual]: true }), false, qual);
  assert.deepEqual(feito, []);
});

test("enquanto se escreve, ou com um quadro aberto, nada dispara; numa caixa de marcar, sim", () => {
  const pedidos = [];
  const dentro = { closest: (qual) => (pedidos.push(qual), {}) };
  assert.equal(tecla("j", { target: dentro }), false);
  assert.equal(tecla("?", { target: dentro }), false);
  assert.deepEqual(pedidos[0].split(", "), ["input:not([type=checkbox])", "textarea", "select", "[contenteditable]", "dialog[open]"]);
});

test("quem desliga os atalhos fica sem todos, até os ligar", () => {
  marca.checked = false;
  marca.dispatchEvent(new Event("change"));
  assert.deepEqual([tecla("j"), tecla("r"), tecla("?")], [false, false, false]);
  botao.dispatchEvent(new Event("click"));
  assert.deepEqual(feito, ["ajuda"], "a ajuda, em que se religam, abre-se pelo botão");
  marca.checked = true;
  marca.dispatchEvent(new Event("change"));
  assert.equal(tecla("j"), true);
});

test("a marca da ajuda começa como se deixou", () => {
  const abertas = ["nao", "sim", null].map((dito) => {
    if (dito) localStorage.setItem("atalhos", dito);
    else localStorage.removeItem("atalhos");
    ligarTeclas();
    return marca.checked;
  });
  assert.deepEqual(abertas, [false, true, true]);
});

test("o navegador que não deixa guardar tem os atalhos, e desligá-los não é falha", () => {
  const { getItem, setItem } = localStorage;
  const recusar = () => {
    throw new DOMException("não", "SecurityError");
  };
  Object.assign(localStorage, { getItem: recusar, setItem: recusar });
  assert.equal(tecla("j"), true);
  marca.checked = false;
  marca.dispatchEvent(new Event("change"));
  delete localStorage.getItem;
  delete localStorage.setItem;
  assert.deepEqual([localStorage.getItem, localStorage.setItem], [getItem, setItem]);
});
