// As chaves: a do aparelho (passkey), que só se oferece onde a há, e a que não deixa um envio repetir-se.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { acontece, doPortal } from "./aparelho.mjs";

// --- a chave do aparelho --------------------------------------------------------------------

let vez = 0;
let ligados;
let [parte, falha] = [];
beforeEach(() => {
  ligados = [];
  parte = { hidden: true };
  falha = { hidden: true, focus: () => (falha.focada = true) };
  const daPagina = { "[data-chave]": [{ dataset: { chave: "login" } }, { dataset: { chave: "add" } }], "[data-com-chave]": [parte] };
  document.querySelectorAll = (qual) => daPagina[qual] ?? [];
  document.getElementById = (id) => (id === "falha-da-chave" ? falha : null);
});

// O arquivo decide ao chegar: cada vez é uma página nova.
async function abrir(comChave) {
  const forms = Object.fromEntries(["loginForm", "addForm"].map((nome) => [nome, ({ ids }) => ligados.push([nome, ids.credential])]));
  globalThis.window = { PublicKeyCredential: comChave, allauth: { webauthn: { forms } } };
  await import(`../../frontend/js/chave.js?${++vez}`);
}

test("onde o navegador tem a chave, cada formulário se liga e os botões aparecem", async () => {
  await abrir(class {});
  assert.deepEqual(ligados, [["loginForm", "id_credential"], ["addForm", "id_credential"]]);
  assert.equal(parte.hidden, false);
});

test("onde não a tem, nada se liga e nada se oferece", async () => {
  await abrir(undefined);
  assert.deepEqual(ligados, []);
  assert.equal(parte.hidden, true);
});

test("a chave que não se usou diz-se na página, com o foco, em vez da janela do navegador", async () => {
  await abrir(class {});
  assert.equal(acontece("allauth.error", {}, document).defaultPrevented, true);
  assert.deepEqual([falha.hidden, falha.focada], [false, true]);
  document.getElementById = () => null;
  assert.equal(acontece("allauth.error", {}, document).defaultPrevented, true);
});

// --- a chave de um envio --------------------------------------------------------------------

const { novaChave } = await doPortal("conversa_municipe");

test("a chave de uma mensagem é um UUID, também onde o navegador não o sabe fazer", () => {
  const chaves = Array.from({ length: 500 }, novaChave);
  for (const chave of chaves) assert.match(chave, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  assert.equal(new Set(chaves).size, 500);
});
