// O que o trabalhador guarda e responde: a página guardada antes da rede, e nunca a de outra versão nem a de uma pessoa.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { caiu, doPortal, esvaziarCaches, html, rede } from "./aparelho.mjs";

self.CASCA = {
  versao: "2",
  arquivos: ["/static/a.css"],
  paginas: ["/aplicativo/", "/aplicativo/sem-rede/"],
  semRede: "/aplicativo/sem-rede/",
  estaticos: "/static/",
};
const { arquivo, guardarTodos, instalar, limpar, pagina, tirarAsVelhas } = await doPortal("aplicativo/casca");

const dita = (texto, versao = "2", mais = {}) => new Response(texto, { headers: versao ? { Guardavel: versao } : {}, ...mais });
const guardadas = async (nome = "casca-2") => (await (await caches.open(nome)).keys()).map(({ url }) => new URL(url).pathname).sort();

beforeEach(esvaziarCaches);

test("a casca nova guarda-se inteira, com o que a pessoa já tinha mandado guardar; só depois sai a velha", async () => {
  const velha = await caches.open("casca-1");
  for (const nome of ["/aplicativo/servico/poda/", "/static/velho.css", "/aplicativo/"]) await velha.put(nome, dita("velha", "1"));
  await caches.open("ruas");
  rede(() => dita("nova"));
  await instalar();
  assert.deepEqual(await guardadas(), ["/aplicativo/", "/aplicativo/sem-rede/", "/aplicativo/servico/poda/", "/static/a.css"]);
  assert.deepEqual((await caches.keys()).sort(), ["casca-1", "casca-2", "ruas"]);
  await tirarAsVelhas();
  assert.deepEqual((await caches.keys()).sort(), ["casca-2", "ruas"]);
});

test("a casca com uma página que falha, de outra versão, ou que não se guarda, não se instala", async () => {
  for (const resposta of [() => html(500), () => dita("erro", "2", { status: 500 }), () => dita("outra", "1"), () => dita("de alguém", "")]) {
    rede(({ caminho }) => (caminho === "/aplicativo/" ? resposta() : dita("nova")));
    await assert.rejects(instalar(), /^Error: \/aplicativo\/: /);
  }
});

test("o serviço que saiu do Guia sai do aparelho, e não impede os outros", async () => {
  const cache = await caches.open("casca-2");
  for (const status of [404, 410]) {
    await cache.put("/aplicativo/servico/velho/", dita("velho"));
    rede(({ caminho }) => (caminho.includes("velho") ? html(status) : dita("novo")));
    await guardarTodos(["/aplicativo/servico/velho/", "/aplicativo/servico/poda/"], () => {});
    assert.deepEqual(await guardadas(), ["/aplicativo/servico/poda/"]);
  }
});

test("o que se escolheu guarda-se de seis em seis, sem a conta da pessoa, e diz-se o andamento", async () => {
  let [juntos, maximo] = [0, 0];
  rede(async () => {
    maximo = Math.max(maximo, (juntos += 1));
    await new Promise(setImmediate);
    juntos -= 1;
    return dita("página");
  });
  const deFora = [];
  const { fetch } = globalThis;
  globalThis.fetch = (endereco, opcoes) => (deFora.push(opcoes.credentials), fetch(endereco, opcoes));
  const andou = [];
  await guardarTodos(Array.from({ length: 14 }, (_, qual) => `/p/${qual}/`), (prontos) => andou.push(prontos));
  assert.deepEqual([andou, maximo], [[6, 12, 14], 6]);
  assert.deepEqual([...new Set(deFora)], ["omit"]);
  assert.equal((await guardadas()).length, 14);
});

test("quem sai da conta não deixa páginas no aparelho, e a casca de todos refaz-se", async () => {
  await (await caches.open("casca-2")).put("/aplicativo/servico/poda/", dita("poda"));
  await caches.open("ruas");
  rede(() => dita("nova"));
  await limpar();
  assert.deepEqual(await caches.keys(), ["casca-2"]);
  assert.deepEqual(await guardadas(), ["/aplicativo/", "/aplicativo/sem-rede/", "/static/a.css"]);
});

// --- a resposta a uma página ----------------------------------------------------------------

async function pedir(caminho, { method = "GET", mode = "navigate", preloadResponse } = {}) {
  const porTras = [];
  const request = { url: `https://portal.exemplo${caminho}`, method, mode };
  const resposta = await pagina({ request, preloadResponse, waitUntil: (promessa) => porTras.push(promessa) });
  await Promise.all(porTras);
  return resposta.text();
}

async function naCasca(paginas) {
  const cache = await caches.open("casca-2");
  for (const [nome, texto] of Object.entries(paginas)) await cache.put(nome, dita(texto));
}

const guardada = async (nome) => (await caches.match(nome, { cacheName: "casca-2" })).text();

test("a guardada responde já, com rede ou sem ela, e renova-se por trás", async () => {
  await naCasca({ "/aplicativo/": "velha" });
  rede(caiu);
  assert.equal(await pedir("/aplicativo/"), "velha");
  rede(() => dita("nova"));
  assert.equal(await pedir("/aplicativo/?aba=1"), "velha");
  assert.equal(await guardada("/aplicativo/"), "velha", "o endereço com busca não é a página de todos");
  assert.equal(await pedir("/aplicativo/"), "velha");
  assert.equal(await guardada("/aplicativo/"), "nova");
});

test("não toma o lugar da guardada a de outra versão, a que não se guarda, nem aquela a que se foi levado", async () => {
  const levada = Object.defineProperty(dita("entrada"), "redirected", { value: true });
  for (const resposta of [dita("outra", "3"), dita("de alguém", ""), levada]) {
    await naCasca({ "/aplicativo/": "velha" });
    rede(() => resposta);
    await pedir("/aplicativo/");
    assert.equal(await guardada("/aplicativo/"), "velha");
  }
});

test("a que se pode guardar fica, uma vez vista; o que se mandou, e o endereço com busca, não", async () => {
  rede(() => dita("poda"));
  assert.equal(await pedir("/aplicativo/servico/poda/", { method: "POST" }), "poda");
  assert.equal(await pedir("/aplicativo/servico/poda/?de=1"), "poda");
  assert.deepEqual(await guardadas(), []);
  assert.equal(await pedir("/aplicativo/servico/poda/"), "poda");
  rede(caiu);
  assert.equal(await pedir("/aplicativo/servico/poda/"), "poda");
});

test("a que não se guardou vem da rede; sem rede, a página que o diz", async () => {
  await naCasca({ "/aplicativo/sem-rede/": "sem rede" });
  rede(() => html());
  assert.equal(await pedir("/area/"), "<p>…</p>");
  rede(caiu);
  assert.equal(await pedir("/area/"), "sem rede");
  esvaziarCaches();
  await assert.rejects(pedir("/area/"), { message: "fetch failed" });
});

test("o que se manda, e o que não é página, nunca se responde do aparelho", async () => {
  await naCasca({ "/aplicativo/": "guardada", "/aplicativo/sem-rede/": "sem rede" });
  rede(caiu);
  await assert.rejects(pedir("/aplicativo/", { method: "POST", mode: "cors" }), TypeError);
  await assert.rejects(pedir("/aplicativo/ficha/", { mode: "cors" }), TypeError);
});

test("o que o navegador já pediu adiantado não se pede outra vez", async () => {
  const idas = rede(() => dita("da rede"));
  assert.equal(await pedir("/area/", { preloadResponse: dita("adiantada") }), "adiantada");
  assert.equal(idas.length, 0);
});

test("o arquivo guardado responde; o que não está vem da rede", async () => {
  await naCasca({ "/static/a.css": "guardado" });
  rede(() => dita("da rede"));
  assert.equal(await (await arquivo("/static/a.css")).text(), "guardado");
  assert.equal(await (await arquivo("/static/b.css")).text(), "da rede");
});
