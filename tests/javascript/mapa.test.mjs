// O mapa: por onde abre, se já há marca, e que pedaços de nomes pede.
import assert from "node:assert/strict";
import { test } from "node:test";

import { doPortal } from "./aparelho.mjs";

const { comoAbrir, pedaco } = await doPortal("desenhar_mapa");

test("abre no ponto, com a marca; a vírgula dos números daqui também vale", () => {
  assert.deepEqual(comoAbrir({ lat: "-23,5", lon: "-46.6" }), { centro: [-23.5, -46.6], zoom: 17, marcado: true });
});

test("a rua respondida só diz por onde abrir: o que não se marcou não tem pino", () => {
  assert.deepEqual(comoAbrir({ lat: "-23.5", lon: "-46.6", soCentro: "" }), { centro: [-23.5, -46.6], zoom: 17, marcado: false });
});

test("sem ponto, ou com um que não se lê, abre no centro da cidade, de mais longe", () => {
  for (const dito of [{}, { lat: "", lon: "" }, { lat: "x", lon: "-46.6" }, { lat: "-23.5" }]) {
    const { zoom, marcado } = comoAbrir(dito);
    assert.deepEqual([zoom, marcado], [13, false]);
  }
  assert.equal(comoAbrir({ zoom: "15" }).zoom, 15);
});

test("pede só os pedaços que existem", () => {
  const modelo = "/mapa/ruas/0/0/0.json";
  assert.equal(pedaco(modelo, { x: 24278, y: 37184, z: 16 }), "/mapa/ruas/16/24278/37184.json");
  for (const fora of [{ x: -1, y: 0 }, { x: 0, y: -1 }, { x: 65536, y: 0 }, { x: 0, y: 65536 }]) {
    assert.equal(pedaco(modelo, { ...fora, z: 16 }), "");
  }
});
