// O lugar lido de uma foto: o que ela diz, o que não diz, e o que quem a fez quis que se lesse mal.
import assert from "node:assert/strict";
import { test } from "node:test";

import { doPortal } from "./aparelho.mjs";
import { FIM_DO_LUGAR, GPS, LAT, LON, SE, bytes, jpeg, segmento } from "./jpeg.mjs";

const { pontoDaFoto } = await doPortal("aplicativo/exif");

const ler = (conteudo) => pontoDaFoto(new Blob([new Uint8Array(conteudo)]));

test("graus, minutos e segundos viram graus; ao sul e a oeste, negativos", async () => {
  assert.deepEqual(await ler(jpeg()), [-23.5505, -46.634]);
  assert.deepEqual(await ler(jpeg({ ...SE, ladoLat: "N", ladoLon: "E" })), [23.5505, 46.634]);
  assert.deepEqual(await ler(jpeg({ ...SE, ladoLat: "s", ladoLon: "w" })), [-23.5505, -46.634]);
});

test("as duas ordens de bytes dizem o mesmo lugar", async () => {
  assert.deepEqual(await ler(jpeg(SE, { invertido: false })), await ler(jpeg(SE, { invertido: true })));
});

test("outros segmentos, antes, não escondem o lugar", async () => {
  const antes = [...segmento(0xe0, bytes("JFIF\0")), ...segmento(0xe1, bytes("http://ns.adobe.com/xap/1.0/\0<x/>"))];
  assert.deepEqual(await ler(jpeg(SE, { antes })), [-23.5505, -46.634]);
});

test("depois de começada a imagem nada se lê, nem o que lá se escondeu", async () => {
  assert.equal(await ler(jpeg(SE, { antes: [0xff, 0xda, 0, 2] })), null);
});

test("o que não é JPEG não diz lugar", async () => {
  assert.equal(await ler([]), null);
  assert.equal(await ler([0xff]), null);
  assert.equal(await ler([0x89, 0x50, ...jpeg().slice(2)]), null);
  assert.equal(await ler(segmento(0xe1, bytes("Exif\0\0"))), null);
});

test("lê-se só o começo do arquivo, e o lugar que está depois não se acha", async () => {
  const longe = Array.from({ length: 2 }, () => segmento(0xe2, new Array(65_533).fill(0))).flat();
  assert.equal(await ler(jpeg(SE, { antes: longe })), null);
  const pedidos = [];
  const arquivo = { slice: (...pedaco) => pedidos.push(pedaco) && new Blob([]) };
  await pontoDaFoto(arquivo);
  assert.deepEqual(pedidos, [[0, 131_072]]);
});

test("zero e zero, no mar da África, é o aparelho que não sabia", async () => {
  assert.equal(await ler(jpeg({ ...SE, lat: [0, 0, 0], lon: [0, 0, 0] })), null);
  assert.deepEqual(await ler(jpeg({ ...SE, lat: [0, 0, 0], lon: [46, 0, 0] })), [0, -46]);
});

test("uma fração por zero, um lado que falta ou partes de menos não fazem um lugar", async () => {
  const estragos = {
    "segundos por zero": (por) => por(LAT + 20, 0, 4),
    "zero por zero": (por) => [16, 20].forEach((onde) => por(LON + onde, 0, 4)),
    "sem dizer norte nem sul": (por) => por(GPS + 2, 99, 2),
    "sem dizer leste nem oeste": (por) => por(GPS + 2 + 24, 99, 2),
    "sem longitude": (por) => por(GPS + 2 + 36, 99, 2),
    "só graus e minutos": (por) => por(GPS + 2 + 12 + 4, 2, 4),
    "milhões de partes": (por) => por(GPS + 2 + 12 + 4, 0xffffffff, 4),
    "sem a parte do GPS": (por) => por(10, 0x8769, 2),
    "o GPS é a própria lista": (por) => por(18, 8, 4),
  };
  for (const [nome, estragar] of Object.entries(estragos)) assert.equal(await ler(jpeg(SE, { estragar })), null, nome);
});

test("o que aponta para fora do arquivo não se lê, e não é falha", async () => {
  const estragos = {
    "a lista": (por) => por(4, 0xfffffff0, 4),
    "o GPS": (por) => por(18, 0x7fffffff, 4),
    "a latitude": (por) => por(GPS + 2 + 12 + 8, 120_000, 4),
    "sessenta e cinco mil campos": (por) => por(8, 0xffff, 2),
  };
  for (const [nome, estragar] of Object.entries(estragos)) assert.equal(await ler(jpeg(SE, { estragar })), null, nome);
});

test("cortada em qualquer byte antes do fim do lugar, a foto não o diz", async () => {
  const inteira = jpeg();
  for (let corte = 0; corte < FIM_DO_LUGAR; corte++) assert.equal(await ler(inteira.slice(0, corte)), null, `cortada em ${corte}`);
  assert.notEqual(await ler(inteira.slice(0, FIM_DO_LUGAR)), null);
});

test("estragado um byte qualquer, ou não há lugar ou é um par de números", async () => {
  const inteira = jpeg();
  for (let qual = 2; qual < inteira.length; qual++) {
    for (const valor of [0, 0x7f, 0x80, 0xff]) {
      const ponto = await ler(inteira.with(qual, valor));
      if (ponto !== null) assert.ok(ponto.length === 2 && ponto.every(Number.isFinite), `${valor} no byte ${qual}: ${ponto}`);
    }
  }
});

test("a falha que não é do arquivo não se cala", async () => {
  const arquivo = { slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException("saiu do lugar", "NotReadableError")) }) };
  await assert.rejects(pontoDaFoto(arquivo), { name: "NotReadableError" });
});
