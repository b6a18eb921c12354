// Quem pede, deixado com o pedido: as mesmas regras e frases do servidor (`quem_pede.json`, que tests/contas também lê).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";

import { acontece, doPortal, json, rede } from "./aparelho.mjs";
import { esvaziarBancos } from "./banco.mjs";

const { faltaDizerQuem, iniciarQuem, quemPede, recusasDeQuem } = await doPortal("aplicativo/quem");
const { achar, apagarQuem, enviarTudo, guardar } = await doPortal("aplicativo/fila");
const { situacao } = await doPortal("aplicativo/dizer");

const CASOS = JSON.parse(readFileSync(new URL("./quem_pede.json", import.meta.url), "utf8"));
const CERTOS = { nome: "Maria Silva", cpf: "529.982.247-25", email: "", telefone: "" };
const QUEM = [["nome", "Nome completo", "Maria Silva"], ["cpf", "CPF", "529.982.247-25"]];

beforeEach(() => {
  document.cookie = "";
  esvaziarBancos();
});

test("cada campo se confere como o servidor o confere, com a mesma frase", () => {
  for (const [campo, escrito, frase] of CASOS) {
    const ditas = recusasDeQuem({ ...CERTOS, [campo]: escrito }).map((dita) => dita.frase);
    assert.deepEqual(ditas, frase ? [frase] : [], `${campo}: ${escrito}`);
  }
});

test("deixado tudo em branco pergunta-se ao enviar; deixado em parte, falta o resto", () => {
  assert.deepEqual(recusasDeQuem({ nome: " ", cpf: "" }), []);
  assert.deepEqual(recusasDeQuem({ telefone: "11 98765-4321" }).map(({ nome }) => nome), ["nome", "cpf"]);
  assert.match(recusasDeQuem({ nome: "Maria Silva" })[0].frase, /^Escreva o CPF/);
});

// --- à vista só sem internet e sem conta ----------------------------------------------------

function formulario({ como } = {}) {
  const campos = Object.entries(CERTOS).map(([name, value]) => ({ name, value: "", certo: value, labels: [{ textContent: ` ${name} (opcional) ` }], focus() {} }));
  const parte = { hidden: true, querySelectorAll: () => campos };
  const form = new EventTarget();
  return Object.assign(form, { elements: como ? { como: { value: como } } : {}, querySelector: () => parte, parte, campos });
}

function aVista(haRede, form = formulario()) {
  Object.defineProperty(globalThis, "navigator", { value: { onLine: haRede }, configurable: true });
  globalThis.window = globalThis;
  iniciarQuem(form);
  return !form.parte.hidden;
}

test("oferece-se sem internet a quem não entrou, ou à conta a que falta algo, e a quem se quer identificar", () => {
  assert.deepEqual([aVista(false), aVista(true)], [true, false]);
  assert.deepEqual([aVista(false, formulario({ como: "anonimo" })), aVista(false, formulario({ como: "identificado" }))], [false, true]);
  document.cookie = "a=1; conta=ana";
  assert.equal(aVista(false), false);
  assert.equal(faltaDizerQuem(formulario()), false);
  document.cookie = "conta=ana-";
  assert.equal(aVista(false), true);
});

test("a rede que se descobre em falta ao enviar também o oferece, uma vez; o que se escreveu não some com ela de volta", () => {
  const form = formulario();
  assert.equal(aVista(true, form), false);
  assert.equal(acontece("sem-rede", {}, form).defaultPrevented, true);
  assert.equal(acontece("sem-rede", {}, form).defaultPrevented, false);
  assert.deepEqual(form.campos.map(({ disabled }) => disabled), [false, false, false, false]);
  for (const campo of form.campos) campo.value = campo.certo;
  acontece("online");
  assert.equal(form.parte.hidden, false);
  assert.deepEqual(quemPede(form), [["nome", "nome", "Maria Silva"], ["cpf", "cpf", "529.982.247-25"]]);
  form.parte.hidden = true;
  assert.deepEqual(quemPede(form), []);
});

// --- vai com o pedido, e apaga-se -----------------------------------------------------------

const PEDIDO = { tipo: "pedido", destino: "/aplicativo/pedidos/", rotulo: "Poda", campos: [["servico", "poda"]], quem: QUEM, sozinho: true };
const responder = ({ caminho }) =>
  caminho.endsWith("/ficha/") ? json({ csrf: "c", conta: "" }) : json({ estado: caminho.endsWith("/enviar/") ? "enviado" : "aberto", endereco: "/foi/" });

test("vai com as respostas, só no fim, e apaga-se ao ser enviado", async () => {
  const chave = await guardar(PEDIDO);
  const idas = rede(responder);
  await enviarTudo();
  const comQuem = idas.filter(({ campos }) => campos.some(([nome]) => nome === "cpf"));
  assert.deepEqual(comQuem.map(({ caminho }) => caminho), [`/aplicativo/pedidos/${chave}/enviar/`]);
  assert.deepEqual([(await achar(chave)).estado, (await achar(chave)).quem], ["enviado", []]);
});

test("apagado antes, o pedido fica, e diz que já não vai sem a pessoa", async () => {
  const chave = await guardar(PEDIDO);
  assert.equal(situacao(await achar(chave)).recado, "");
  await apagarQuem(chave);
  const item = await achar(chave);
  assert.deepEqual([item.quem, item.campos.length], [[], 1]);
  assert.match(situacao(item).recado, /^Não vai sem você/);
});
