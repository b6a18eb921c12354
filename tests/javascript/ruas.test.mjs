// As ruas no aparelho: a mais perto de um ponto, as que se chamam como se escreve, e o que é de fora da cidade.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { ORIGEM, caiu, doPortal, esvaziarCaches, json, rede } from "./aparelho.mjs";

const { GUARDADAS, areaDoPonto, chamadas, foraDaCidade, guardadas, lugarDoPonto, simplificar } = await doPortal("aplicativo/ruas");

beforeEach(esvaziarCaches);

// --- o desenho da cidade --------------------------------------------------------------------

const CIDADE = { sul: -24, oeste: -47, passo: 0.01, linhas: ["0", "6", "1000000000000001", ""] };
const casa = (linha, coluna) => [CIDADE.sul + (linha + 0.5) * CIDADE.passo, CIDADE.oeste + (coluna + 0.5) * CIDADE.passo];

test("é da cidade a casa que o desenho marca, e só ela", () => {
  const daCidade = [[1, 1], [1, 2], [2, 0], [2, 60]];
  const deFora = [[0, 0], [0, 1], [1, 0], [1, 3], [2, 1], [2, 59], [2, 61], [3, 0]];
  for (const [linha, coluna] of daCidade) assert.equal(foraDaCidade(CIDADE, casa(linha, coluna)), false, `${linha}, ${coluna}`);
  for (const [linha, coluna] of deFora) assert.equal(foraDaCidade(CIDADE, casa(linha, coluna)), true, `${linha}, ${coluna}`);
});

test("longe do desenho, para qualquer lado, é de fora", () => {
  const [lat, lon] = casa(1, 1);
  for (const ponto of [[lat - 1, lon], [lat + 1, lon], [lat, lon - 1], [lat, lon + 10], [4e9, 4e9], [-4e9, lon], [lat, 1e300]])
    assert.equal(foraDaCidade(CIDADE, ponto), true, String(ponto));
});

// --- a rua de um ponto ----------------------------------------------------------------------

const AQUI = casa(1, 1);
const METRO = 1 / 111_320; // em graus de latitude
const aoNorte = (metros, [lat, lon] = AQUI) => [lat + metros * METRO, lon];
const aoLeste = (metros, [lat, lon] = AQUI) => [lat, lon + (metros * METRO) / Math.cos((lat * Math.PI) / 180)];
const rua = (nome, ponto = [null, null]) => [nome, "01310100", "", "", ...ponto];
let vez = 0;

// Cinco distritos, um a cada quilômetro para o norte. Cada teste tem a sua raiz, porque uma leitura serve à página inteira.
function cidade(ruas, responder = () => undefined) {
  const pasta = `/ruas/${++vez}/`;
  const distritos = [1, 2, 3, 4, 5].map((codigo) => {
    const [lat, lon] = aoNorte((codigo - 1) * 1000);
    return { codigo, nome: `D${codigo}`, lat, lon };
  });
  const [sul, ...norte] = distritos;
  const areas = { cidade: CIDADE, subprefeituras: [{ nome: "Norte", distritos: norte }, { nome: "Sul", distritos: [sul] }] };
  const idas = rede(({ caminho }) => {
    const dito = responder(caminho.replace(pasta, ""));
    if (dito) return dito;
    if (caminho.endsWith("areas.json")) return json(areas);
    const codigo = Number(caminho.match(/(\d+)\.json$/)[1]);
    return json({ pk: 10 + codigo, nome: `D${codigo}`, ruas: ruas[codigo] ?? [] });
  });
  return { raiz: `${pasta}areas.json`, idas, pasta };
}

test("a rua de um ponto é a mais perto, seja de que distrito for", async () => {
  const { raiz } = cidade({ 1: [rua("Rua Longe", aoNorte(200)), rua("Rua Sem Ponto")], 2: [rua("Rua Perto", aoLeste(150))] });
  const lugar = await lugarDoPonto(raiz, AQUI);
  assert.deepEqual(lugar, { ponto: AQUI, rua: "Rua Perto", sugerido: "12|Rua Perto", distrito: "D2", palavras: "Rua Perto, distrito D2" });
});

test("a 300 metros ainda é junto da rua; a 301, já só se sabe o ponto", async () => {
  for (const lado of [aoNorte, aoLeste]) {
    assert.equal((await lugarDoPonto(cidade({ 1: [rua("Rua A", lado(299.9))] }).raiz, AQUI)).rua, "Rua A");
    assert.deepEqual(await lugarDoPonto(cidade({ 1: [rua("Rua A", lado(301))] }).raiz, AQUI), { ponto: AQUI, palavras: "" });
  }
});

test("procura-se só nos quatro distritos mais perto", async () => {
  const { raiz, idas, pasta } = cidade({ 5: [rua("Rua A", AQUI)] });
  assert.deepEqual(await lugarDoPonto(raiz, AQUI), { ponto: AQUI, palavras: "" });
  assert.deepEqual(idas.map(({ caminho }) => caminho.replace(pasta, "")), ["areas.json", "1.json", "2.json", "3.json", "4.json"]);
});

test("do ponto de fora só se diz que é de fora, sem procurar rua", async () => {
  const { raiz, idas } = cidade({ 1: [rua("Rua A", casa(0, 0))] });
  assert.deepEqual(await lugarDoPonto(raiz, casa(0, 0)), { ponto: casa(0, 0), fora: true });
  assert.equal(idas.length, 1);
});

test("o distrito que não vem não esconde as ruas dos outros", async () => {
  const { raiz } = cidade({ 2: [rua("Rua B", aoNorte(200))] }, (nome) => nome === "1.json" && json({}, 404));
  assert.equal((await lugarDoPonto(raiz, AQUI)).rua, "Rua B");
});

test("sem as áreas fica o ponto; o que falhou tenta-se de novo, e o que veio não se pede outra vez", async () => {
  let cai = true;
  const { raiz, idas } = cidade({ 1: [rua("Rua A", AQUI)] }, () => cai && caiu());
  assert.deepEqual(await lugarDoPonto(raiz, AQUI), { ponto: AQUI, palavras: "" });
  cai = false;
  assert.equal((await lugarDoPonto(raiz, AQUI)).rua, "Rua A");
  const pedidas = idas.length;
  assert.equal((await lugarDoPonto(raiz, AQUI)).rua, "Rua A");
  assert.equal(idas.length, pedidas);
});

test("o que se guardou no aparelho vale sem rede", async () => {
  const { raiz, pasta } = cidade({}, caiu);
  const cache = await caches.open(GUARDADAS);
  await cache.put(raiz, json({ cidade: CIDADE, subprefeituras: [{ distritos: [{ codigo: 1, nome: "D1", lat: AQUI[0], lon: AQUI[1] }] }] }));
  await cache.put(`${pasta}1.json`, json({ pk: 11, nome: "D1", ruas: [rua("Rua A", AQUI)] }));
  assert.equal((await lugarDoPonto(raiz, AQUI)).sugerido, "11|Rua A");
});

test("a subprefeitura de um ponto é a da rua dele; sem rua, a do distrito mais perto; de fora, nenhuma", async () => {
  assert.equal((await areaDoPonto(cidade({ 2: [rua("Rua B", AQUI)] }).raiz, AQUI)).nome, "Norte");
  assert.equal((await areaDoPonto(cidade({}).raiz, AQUI)).nome, "Sul");
  assert.equal((await areaDoPonto(cidade({}).raiz, aoNorte(550))).nome, "Norte");
  assert.equal(await areaDoPonto(cidade({}).raiz, casa(0, 0)), null);
});

// --- as que se chamam como se escreve -------------------------------------------------------

const daLista = (nome, ceps = "") => ({ nome, ceps, busca: simplificar(nome) });
const LISTA = [
  daLista("Avenida Paulista", "01310100 01310200"),
  daLista("Rua Paulistânia", "05440000"),
  daLista("Rua Augusta", "01305000"),
  daLista("Rua 25 de Março", "01021000"),
  daLista("Praça da Sé", "01001000"),
  daLista("Alameda Santos", "01418000"),
];
const achadas = (escrito, lista = LISTA) => chamadas(lista, escrito).map(({ nome }) => nome);

test("o nome compara-se sem acento, sem maiúscula e sem pontuação", () => {
  assert.equal(simplificar("  Praça D'Ávila, nº 10 — São João  "), "praca d avila n 10 sao joao");
  assert.deepEqual(achadas("PRACA DA SE"), ["Praça da Sé"]);
  assert.deepEqual(achadas("paulistania"), ["Rua Paulistânia"]);
});

test("todas as palavras escritas têm de começar uma do nome", () => {
  assert.deepEqual(achadas("paulis"), ["Rua Paulistânia", "Avenida Paulista"]);
  assert.deepEqual(achadas("avenida paulis"), ["Avenida Paulista"]);
  assert.deepEqual(achadas("augusta paulista"), []);
  assert.deepEqual(achadas("gusta"), []);
});

test("o tipo abreviado é o tipo, só no começo; o número da casa não conta", () => {
  assert.deepEqual(achadas("av. paulista, 1578"), ["Avenida Paulista"]);
  assert.deepEqual(achadas("al santos"), ["Alameda Santos"]);
  assert.deepEqual(achadas("r augusta 100"), ["Rua Augusta"]);
  assert.deepEqual(achadas("pça da se"), ["Praça da Sé"]);
  assert.deepEqual(achadas("25 de marco"), ["Rua 25 de Março"]);
  assert.deepEqual(achadas("paulista av"), ["Avenida Paulista"]);
  assert.deepEqual(achadas("paulista al"), []);
});

test("o que é pouco ou só diz o tipo não traz a cidade inteira", () => {
  const pouco = ["", "  ", "?!", "pa", "r", "rua", "av.", "avenida", "praça", "constructor", "0131"];
  for (const escrito of pouco) assert.deepEqual(achadas(escrito), [], escrito);
  for (const bastante of ["rua a", "aug"]) assert.deepEqual(achadas(bastante), ["Rua Augusta"], bastante);
});

test("o CEP, inteiro ou começado, com traço ou sem, acha a rua que o tem", () => {
  for (const escrito of ["01310-100", "01310100", "01.310", "0131020"]) assert.deepEqual(achadas(escrito), ["Avenida Paulista"], escrito);
  assert.deepEqual(achadas("10100"), [], "o meio de um CEP não o é");
  assert.deepEqual(achadas("013101000"), []);
});

test("as oito mais curtas primeiro, e pela letra as do mesmo tamanho", () => {
  const muitas = [..."jihgfedcba"].map((letra) => daLista(`Rua Nova ${letra}`, "01310100"));
  assert.deepEqual(achadas("nova", [daLista("Rua Nova Esperança"), ...muitas]), [..."abcdefgh"].map((letra) => `Rua Nova ${letra}`));
  assert.equal(achadas("01310", muitas).length, 8);
});

test("as ruas guardadas são as dos distritos, e não o índice das áreas", async () => {
  assert.deepEqual(await guardadas(), []);
  const cache = await caches.open(GUARDADAS);
  await cache.put(`${ORIGEM}/guardadas/areas.json`, json({}));
  await cache.put(`${ORIGEM}/guardadas/7.json`, json({ pk: 17, nome: "Sé", ruas: [["Praça da Sé", "01001000", 1, 99, null, null]] }));
  rede(caiu);
  assert.deepEqual(await guardadas(), [
    { nome: "Praça da Sé", distrito: "Sé", sugerido: "17|Praça da Sé", ceps: "01001000", de: 1, ate: 99, busca: "praca da se" },
  ]);
});
