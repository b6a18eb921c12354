// A conversa que não se perde: quanto se espera para tentar, o que fica no navegador, e terminar sem deixar nada por mandar.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { acontece, doPortal } from "./aparelho.mjs";

globalThis.window = { localStorage, sessionStorage };
const { armazem, cofre, esquecer, esquecerVelhas } = await doPortal("cofre");
const { esperaDepoisDe } = await doPortal("rede");
const { terminarDepois } = await doPortal("terminar_depois");
const { esquecerDaPessoa } = await doPortal("aplicativo/esquecer");

const COMECO = Date.parse("2026-12-01T12:00:00Z");
const DIA = 86_400_000;
mock.timers.enable({ apis: ["Date"], now: COMECO });
beforeEach(() => {
  mock.timers.setTime(COMECO);
  for (const guardado of [localStorage, sessionStorage]) for (const nome of Object.keys(guardado)) guardado.removeItem(nome);
});

const raiz = (conversa, guarda = "aparelho") => ({ dataset: { conversa, guarda } });

test("a cada falha espera-se mais, até meio minuto", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7, 100].map(esperaDepoisDe), [1000, 2000, 4000, 8000, 15_000, 30_000, 30_000, 30_000]);
});

test("o que se escreve guarda-se no aparelho, na aba, ou em lado nenhum, como a página diz", () => {
  cofre(raiz("a", "aparelho")).por("rascunho", "do aparelho");
  cofre(raiz("a", "aba")).por("rascunho", "da aba");
  cofre(raiz("a", "")).por("rascunho", "de todos");
  assert.deepEqual([localStorage.getItem("conversa:a:rascunho"), sessionStorage.getItem("conversa:a:rascunho")], ["do aparelho", "da aba"]);
  assert.equal(armazem(raiz("a", "")), null);
  assert.equal(cofre(raiz("a", "")).ler("rascunho"), "");
  assert.equal(cofre(raiz("a")).ler("rascunho"), "do aparelho");
  assert.equal(cofre(raiz("b")).ler("rascunho"), "");
});

test("o que se apaga do campo não fica no aparelho, e o navegador sem espaço não é falha", () => {
  const guardado = cofre(raiz("a"));
  guardado.por("rascunho", "olá");
  guardado.por("rascunho", "");
  assert.equal("conversa:a:rascunho" in localStorage, false);
  localStorage.setItem = () => {
    throw new DOMException("cheio", "QuotaExceededError");
  };
  guardado.por("rascunho", "olá");
  delete localStorage.setItem;
  assert.equal(guardado.ler("rascunho"), "");
});

test("esquecer uma conversa não toca nas outras, nem numa de nome parecido", () => {
  for (const conversa of ["a", "ab", "b"]) cofre(raiz(conversa)).por("rascunho", "olá");
  esquecer(raiz("a"));
  assert.deepEqual(["a", "ab", "b"].map((conversa) => cofre(raiz(conversa)).ler("rascunho")), ["", "olá", "olá"]);
  assert.ok(!Object.keys(localStorage).some((nome) => nome.startsWith("conversa:a:")));
});

test("passados sete dias sem se escrever, a conversa some do aparelho, e só ela", () => {
  cofre(raiz("velha")).por("rascunho", "olá");
  localStorage.setItem("contraste", "alto");
  mock.timers.setTime(COMECO + 1000);
  cofre(raiz("nova")).por("fila", "[]");
  mock.timers.setTime(COMECO + 7 * DIA);
  esquecerVelhas(raiz("esta"));
  assert.equal(cofre(raiz("velha")).ler("rascunho"), "olá");
  mock.timers.setTime(COMECO + 7 * DIA + 1);
  esquecerVelhas(raiz("esta"));
  assert.deepEqual(Object.keys(localStorage).sort(), ["contraste", "conversa:nova:em", "conversa:nova:fila"]);
});

test("quem sai da conta não deixa o que diz da pessoa; o que é do aparelho fica", async () => {
  const apagados = [];
  globalThis.indexedDB = { deleteDatabase: (nome) => apagados.push(nome) };
  for (const nome of ["ruas", "turno", "casca-1"]) await caches.open(nome);
  const nomes = ["servicos", "turno", "meus-pedidos", "fila", "conversa:a:rascunho", "contraste", "tamanho", "atalhos", "contada", "desconta"];
  for (const nome of nomes) localStorage.setItem(nome, "x");
  sessionStorage.setItem("fila", "[]");
  await esquecerDaPessoa();
  assert.deepEqual(Object.keys(localStorage).sort(), ["atalhos", "contada", "contraste", "desconta", "tamanho"]);
  assert.deepEqual(Object.keys(sessionStorage), []);
  assert.deepEqual(apagados, ["sp156-preparo", "sp156-turno"]);
  assert.deepEqual(await caches.keys(), ["casca-1"]);
});

// --- terminar -------------------------------------------------------------------------------

const POR_ENVIAR = /^Há uma mensagem por enviar/;
let mundo;
// Cada conversa na sua página: a de um teste não ouve a do seguinte.
function conversando({ escrito = "", fila = [] } = {}) {
  globalThis.document = new EventTarget();
  mundo = { avisos: [], escoadas: 0, terminou: 0, fila };
  mundo.campo = { value: escrito, readOnly: false, focus() {} };
  mundo.aoParar = terminarDepois({
    campo: mundo.campo,
    porMandar: () => mundo.fila.map((chave) => ({ chave })),
    escoarTodas: () => (mundo.escoadas += 1),
    avisar: (texto) => mundo.avisos.push(texto),
  });
  return mundo;
}

// O formulário que se manda outra vez passa outra vez por quem o ouve.
const terminar = (doFim = true) => {
  const esta = mundo;
  const target = { closest: () => doFim, requestSubmit: () => terminar() };
  const { defaultPrevented } = acontece("submit", { target, submitter: {} }, document);
  if (!defaultPrevented) esta.terminou += 1;
};

test("sem nada por mandar, termina-se já", () => {
  conversando({ escrito: "   " });
  terminar();
  assert.deepEqual([mundo.terminou, mundo.avisos], [1, []]);
});

test("o que se escreveu e não se mandou diz-se antes, uma vez; a segunda termina", () => {
  conversando({ escrito: "olá" });
  terminar();
  assert.equal(mundo.terminou, 0);
  assert.match(mundo.avisos[0], POR_ENVIAR);
  terminar();
  assert.deepEqual([mundo.terminou, mundo.avisos.length], [1, 1]);
});

test("o que se escreve depois do aviso torna a avisar-se", () => {
  conversando({ escrito: "olá" });
  terminar();
  mundo.campo.value = "olá outra vez";
  terminar();
  assert.deepEqual([mundo.terminou, mundo.avisos.length], [0, 2]);
});

test("quem apaga o que escreveu depois do aviso termina já", () => {
  conversando({ escrito: "olá" });
  terminar();
  mundo.campo.value = "";
  terminar();
  assert.deepEqual([mundo.terminou, mundo.avisos.length], [1, 1]);
});

test("terminar espera pela mensagem que ainda sai, e termina quando ela saiu", () => {
  conversando({ fila: ["a"] });
  terminar();
  assert.deepEqual([mundo.terminou, mundo.escoadas, mundo.avisos], [0, 1, []]);
  mundo.fila = [];
  mundo.aoParar();
  assert.equal(mundo.terminou, 1);
  mundo.aoParar();
  assert.equal(mundo.terminou, 1, "uma vez só");
});

test("a que não saiu avisa-se, e não se termina", () => {
  conversando({ fila: ["a"] });
  terminar();
  mundo.aoParar();
  assert.equal(mundo.terminou, 0);
  assert.match(mundo.avisos[0], POR_ENVIAR);
});

test("mandado o que faltava, o aviso sai da página", () => {
  conversando({ escrito: "olá" });
  terminar();
  mundo.campo.value = "";
  mundo.aoParar();
  assert.equal(mundo.avisos.at(-1), "");
});

test("o campo que já não se escreve não prende ninguém, nem os outros formulários da página", () => {
  conversando({ escrito: "olá" }).campo.readOnly = true;
  terminar();
  assert.equal(mundo.terminou, 1);
  conversando({ escrito: "olá" });
  terminar(false);
  assert.equal(mundo.terminou, 1);
});
