// Sem internet: o que se promete é o que o aparelho guardou, as ruas em volta de um endereço, e o pedido que já não se faz.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { doPortal, esvaziarCaches, json, rede } from "./aparelho.mjs";

const { daLista, promessa } = await doPortal("aplicativo/sem_rede_aqui");
const { guardadosDe, levarEmVolta } = await doPortal("aplicativo/levar_ruas");
const { levarSozinho } = await doPortal("aplicativo/levar");
const { trazer } = await doPortal("aplicativo/retirado");

const conexao = { onLine: true, connection: {}, standalone: false }; // o Safari do iPhone, por instalar
Object.defineProperty(globalThis, "navigator", { value: conexao, configurable: true });
globalThis.matchMedia = () => ({ matches: false });
const { dizerOQueDura } = await doPortal("aplicativo/o_que_dura");

beforeEach(() => {
  esvaziarCaches();
  localStorage.removeItem("servicos");
  Object.assign(conexao, { onLine: true, connection: {} });
});

test("só se promete abrir sem internet o que está guardado", () => {
  assert.equal(promessa(46, true, true), "Abre sem internet, e envia quando houver rede");
  assert.equal(promessa(1, null, false), "Abre sem internet com 1 serviço guardado");
  assert.equal(promessa(0, null, true), "");
  assert.match(promessa(0, null, false), /a foto espera aqui, por um dia/);
  assert.equal(daLista(0, true), "");
  assert.match(daLista(0, false), /nenhum serviço está neste aparelho/);
  assert.match(daLista(2, false), /^Sem internet: 2 serviços estão neste aparelho/);
});

test("o que o iPhone não garante diz-se antes: o que pode apagar, e que só manda aberto", () => {
  const dito = { hidden: true };
  dizerOQueDura(dito);
  assert.match(dito.textContent, /pode apagar o que está guardado .* só é enviado com o portal aberto/);
  self.SyncManager = class {};
  dizerOQueDura(dito);
  assert.doesNotMatch(dito.textContent, /portal aberto/);
  assert.equal(dito.hidden, false);
});

test("os serviços levam-se sozinhos só no aplicativo instalado, e não se o aparelho poupa dados", async () => {
  const levados = [];
  const active = {
    postMessage({ enderecos }, [porta]) {
      levados.push(...enderecos);
      porta.postMessage({ pronto: true });
      setImmediate(() => porta.close());
    },
  };
  conexao.serviceWorker = { ready: Promise.resolve({ active }) };
  const idas = rede(() => json({ versao: "7", paginas: ["/aplicativo/servico/poda/"], bytes: 1, ocupa: 1 }));
  const abrirComo = (modo) => (globalThis.matchMedia = (pergunta) => ({ matches: pergunta === `(display-mode: ${modo})` }));
  abrirComo("browser");
  await levarSozinho();
  abrirComo("standalone");
  conexao.connection = { saveData: true };
  await levarSozinho();
  assert.deepEqual([idas.length, levados], [0, []]);
  conexao.connection = {};
  await levarSozinho();
  assert.deepEqual(levados, ["/aplicativo/servico/poda/"]);
  assert.equal(localStorage.servicos, "7");
});

// Nove distritos em fila, um por quilômetro; o do meio é o 5.
const distritos = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => ({ pk: 100 + n, codigo: n, nome: `D${n}`, lat: n / 100, lon: 0 }));
const levadas = async () => (await (await caches.open("ruas")).keys()).map(({ url }) => new URL(url).pathname).sort();

test("quem quis usar sem internet leva as ruas do distrito do endereço e as dos vizinhos, uma vez", async () => {
  const idas = rede(({ caminho }) => json(caminho.endsWith("areas.json") ? { subprefeituras: [{ nome: "Sul", distritos }] } : {}));
  await levarEmVolta("/r/areas.json", "105|Rua A");
  assert.equal(idas.length, 0, "ainda não quis");
  localStorage.setItem("servicos", "1");
  for (const como of [{ onLine: false }, { connection: { saveData: true } }]) {
    Object.assign(conexao, { onLine: true, connection: {} }, como);
    await levarEmVolta("/r/areas.json", "105|Rua A");
  }
  Object.assign(conexao, { onLine: true, connection: {} });
  await levarEmVolta("/r/areas.json", "");
  assert.equal(idas.length, 0);
  await levarEmVolta("/r/areas.json", "105|Rua A");
  assert.deepEqual(await levadas(), ["/r/2.json", "/r/3.json", "/r/4.json", "/r/5.json", "/r/6.json", "/r/7.json", "/r/8.json", "/r/areas.json"]);
  const antes = idas.length;
  await levarEmVolta("/r/areas.json", "105|Rua B");
  assert.equal(idas.length, antes);
});

test("da subprefeitura guardada em parte dizem-se os distritos", () => {
  const area = { nome: "Sul", distritos: distritos.slice(0, 3) };
  assert.equal(guardadosDe(area, () => true).nome, "Sul");
  assert.equal(guardadosDe(area, ({ codigo }) => codigo !== 2).nome, "Sul (D1, D3)");
});

const retirado = (fotos = 1) => ({
  chave: "a",
  campos: [["servico", "poda"], ["r_1", "b"], ["descricao", "Caiu."], ["logradouro", "Rua A"], ["lat", "-23.5"], ["lon", "-46.6"], ["cpf", "1"]],
  arquivos: Array.from({ length: fotos }, (_, n) => ({ campo: "fotos", blob: new Blob(["x"]), nome: `${n}.jpg` })),
});

test("o pedido que já não se faz vai com outro: as fotos, o lugar e o texto, e nada que só serve ao que saiu", () => {
  const preparo = { fotos: [], lugar: null, respostas: {} };
  trazer(preparo, retirado(), 5);
  assert.deepEqual(preparo.fotos.map(({ name }) => name), ["0.jpg"]);
  assert.deepEqual(preparo.trazido, [["descricao", "Caiu."], ["logradouro", "Rua A"]]);
  assert.deepEqual(preparo.lugar, { ponto: [-23.5, -46.6], rua: "Rua A", sugerido: "", palavras: "Rua A" });
  assert.equal(preparo.origem, "a");
});

test("se uma foto não cabe, o pedido de antes fica na lista", () => {
  const preparo = { fotos: ["uma"], lugar: null, respostas: {} };
  trazer(preparo, retirado(2), 2);
  assert.equal(preparo.fotos.length, 2);
  assert.equal(preparo.origem, "");
});
