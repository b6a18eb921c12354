// O tempo que passa, como o portal o escreve.
import assert from "node:assert/strict";
import test from "node:test";

import { haQuanto } from "../../frontend/js/ha_quanto.js";

test("diz há quanto tempo, com uma ou duas unidades", () => {
  const minutos = (quantos) => haQuanto(quantos * 60_000);
  const esperado = { "-1": "agora mesmo", 0.9: "agora mesmo", 1: "há 1 minuto", 59: "há 59 minutos", 60: "há 1 hora" };
  for (const [quantos, dito] of Object.entries(esperado)) assert.equal(minutos(Number(quantos)), dito);
  assert.equal(minutos(65), "há 1 hora, 5 minutos");
  assert.equal(minutos(3 * 60), "há 3 horas");
  assert.equal(minutos(25 * 60), "há 1 dia, 1 hora");
  assert.equal(minutos(24 * 60 + 5), "há 1 dia");
});
