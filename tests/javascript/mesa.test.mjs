// A mesa de quem atende: há quanto tempo a pessoa falou, que respostas prontas servem às palavras, e a frase do aviso.
import assert from "node:assert/strict";
import { test } from "node:test";

import { doPortal } from "./aparelho.mjs";

const { haMinutos } = await doPortal("ha_minutos");
const { queServem } = await doPortal("barra_das_prontas");
const { frase } = await doPortal("avisos_da_mesa");

test("os minutos contam-se de onde o portal os deixou", () => {
  const desde = "2026-12-01T12:00:00-03:00";
  const ha = (segundos) => haMinutos(desde, Date.parse(desde) + segundos * 1000);
  assert.deepEqual([-5, 0, 59, 60, 3599, 3600, 7300].map(ha), ["agora", "agora", "agora", "há 1 min", "há 59 min", "há 1 h", "há 2 h"]);
});

test("as prontas têm todas as palavras, sem acentos, e as do título vêm primeiro", () => {
  const prontas = [
    { titulo: "Despedida", texto: "Se precisar do endereço, é só voltar." },
    { titulo: "Pedir o endereço", texto: "Qual é a rua?" },
    { titulo: "Pedir uma foto", texto: "Mande uma foto." },
  ];
  const titulos = (escrito) => queServem(prontas, escrito).map(({ titulo }) => titulo);
  assert.deepEqual(titulos(""), ["Despedida", "Pedir o endereço", "Pedir uma foto"]);
  assert.deepEqual(titulos("ENDERECO"), ["Pedir o endereço", "Despedida"]);
  assert.deepEqual(titulos("pedi fot"), ["Pedir uma foto"]);
  assert.deepEqual(titulos("pedi"), ["Pedir o endereço", "Pedir uma foto"]);
  assert.deepEqual(titulos("multa"), []);
});

test("o aviso diz de quem é a mensagem, e mais nada", () => {
  assert.equal(frase("Maria"), "Nova mensagem na conversa com Maria");
});
