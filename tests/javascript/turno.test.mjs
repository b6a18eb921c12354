// O dia da equipe no aparelho: cifrado, só o que mudou se pede outra vez, e nada fica de quem saiu nem do turno que acabou.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { caiu, doPortal, esvaziarCaches, html, json, rede } from "./aparelho.mjs";
import { openDB } from "./banco.mjs";

self.CASCA = { estaticos: "/static/" };
const { apagarOTurno, doTurno, fotoOuMapa, levarODia, vencer } = await doPortal("aplicativo/turno");

const COMECO = Date.parse("2026-12-01T12:00:00Z");
const [LEVAR, LISTA, PEDIDO] = ["/caixa/a/campo/levar.json", "/caixa/a/campo/", "/caixa/a/1/"];
const PAGINA = '<html><script src="/static/a.js"></script><body class="x">Rua Direita, 10</body></html>';
const HORA = 3600;

mock.timers.enable({ apis: ["Date"], now: COMECO });

beforeEach(async () => {
  mock.timers.setTime(COMECO);
  await apagarOTurno();
  esvaziarCaches();
});

const pagina = () => new Response(PAGINA, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'self'" } });

// O servidor diz o que levar (`levar`, pares de endereço e marca), e cada página e cada arquivo.
function servidor({ levar = [[LISTA, "1"], [PEDIDO, "1"]], conta = "ana", segundos = HORA, responder = pagina } = {}) {
  return rede((ida) => {
    if (ida.caminho === LEVAR) return json({ conta, segundos, levar });
    if (ida.caminho === "/static/a.js") return new Response('import"./b.js";');
    if (ida.caminho === "/static/b.js") return new Response("1");
    return responder(ida);
  });
}

const pedir = (caminho, method = "GET") => doTurno({ url: `https://portal.exemplo${caminho}`, method });
const texto = async (caminho) => (await pedir(caminho))?.text();
const idasA = (idas) => idas.map(({ caminho }) => caminho).filter((caminho) => caminho !== LEVAR);
const linhas = async () => (await openDB("sp156-turno", 1, {})).getAllKeys("respostas");

test("o que se levou lê-se de volta inteiro, e no aparelho está cifrado com uma chave que não sai dele", async () => {
  const idas = servidor();
  assert.deepEqual(await levarODia(LEVAR), { ate: COMECO + HORA * 1000, conta: "ana" });
  assert.ok(idas.filter(({ caminho }) => !caminho.startsWith("/static/")).every(({ cabecalhos }) => cabecalhos["Para-Levar"]));
  const resposta = await pedir(PEDIDO);
  assert.equal(await resposta.text(), PAGINA.replace("<body ", `<body data-guardada="${COMECO}" `));
  assert.equal(resposta.headers.get("Content-Security-Policy"), "default-src 'self'");
  const banco = await openDB("sp156-turno", 1, {});
  const { dados } = await banco.get("respostas", PEDIDO);
  assert.ok(!Buffer.from(dados).toString("latin1").includes("Direita"));
  const { chave } = await banco.get("respostas", "turno");
  assert.equal(chave.extractable, false);
  await assert.rejects(crypto.subtle.exportKey("raw", chave));
});

test("vão também os programas da página, e os que eles pedem", async () => {
  servidor();
  await levarODia(LEVAR);
  const guardados = (await (await caches.open("turno")).keys()).map(({ url }) => new URL(url).pathname);
  assert.deepEqual(guardados.sort(), ["/static/a.js", "/static/b.js"]);
});

test("só se pede o que mudou, e o que saiu da lista sai do aparelho", async () => {
  servidor();
  await levarODia(LEVAR);
  const idas = servidor({ levar: [[LISTA, "2"], ["/solicitar/anexo/7/pequena/", ""]] });
  await levarODia(LEVAR);
  assert.deepEqual(idasA(idas), [LISTA, "/solicitar/anexo/7/pequena/"]);
  assert.deepEqual((await linhas()).sort(), [LISTA, "/solicitar/anexo/7/pequena/", "turno"]);
});

test("o que já não existe não fica; a sessão que acabou não leva mais nada", async () => {
  servidor({ responder: ({ caminho }) => (caminho === PEDIDO ? html(404) : pagina()) });
  await levarODia(LEVAR);
  assert.equal(await texto(PEDIDO), undefined);
  servidor({ levar: [[LISTA, "2"]], responder: () => Object.defineProperty(pagina(), "redirected", { value: true }) });
  await assert.rejects(levarODia(LEVAR), /a sessão acabou/);
});

test("sem rede responde o guardado; o que não se guardou, o que leva busca e o que se manda, não", async () => {
  servidor();
  await levarODia(LEVAR);
  rede(caiu);
  assert.match(await texto(LISTA), /Rua Direita/);
  for (const outro of ["/caixa/a/2/", `${LISTA}?de=3`]) assert.equal(await pedir(outro), undefined);
  assert.equal(await pedir(LISTA, "POST"), undefined);
  assert.match(await (await fotoOuMapa({ url: `https://portal.exemplo${LISTA}`, method: "GET" })).text(), /Rua Direita/);
  await assert.rejects(fotoOuMapa({ url: "https://portal.exemplo/mapa/", method: "GET" }), TypeError);
});

test("acabado o turno, nem a chave nem as páginas ficam, com rede ou sem ela", async () => {
  servidor();
  await levarODia(LEVAR);
  rede(caiu);
  mock.timers.setTime(COMECO + HORA * 1000 - 1);
  await vencer();
  assert.equal((await linhas()).length, 3);
  mock.timers.setTime(COMECO + HORA * 1000);
  assert.equal(await pedir(LISTA), undefined);
  assert.deepEqual([await linhas(), await caches.keys()], [[], []]);
  servidor({ segundos: 0 });
  await levarODia(LEVAR);
  assert.deepEqual(await linhas(), []);
});

test("outra conta não acha o que era da primeira, nem a chave dela", async () => {
  servidor();
  await levarODia(LEVAR);
  const banco = await openDB("sp156-turno", 1, {});
  const antes = await banco.get("respostas", "turno");
  servidor({ conta: "rita", levar: [[LISTA, "1"]] });
  await levarODia(LEVAR);
  assert.deepEqual((await linhas()).sort(), [LISTA, "turno"]);
  const agora = await banco.get("respostas", "turno");
  assert.deepEqual([agora.conta, agora.nome === antes.nome], ["rita", false]);
});

for (const quando of [LISTA, "/static/a.js", "/static/b.js"])
  test(`quem sai enquanto se guarda ${quando} não deixa nada, nem um cache vazio`, async () => {
    servidor();
    const { fetch } = globalThis;
    globalThis.fetch = async (endereco, opcoes) => {
      if (new URL(endereco, "https://portal.exemplo").pathname === quando) await apagarOTurno();
      return fetch(endereco, opcoes);
    };
    await levarODia(LEVAR);
    assert.deepEqual([await linhas(), await caches.keys()], [[], []]);
  });
