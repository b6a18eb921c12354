// O trabalhador sem página aberta: manda a fila quando a rede volta, e chama a pessoa pelo que só anda com ela.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { ORIGEM, acontece, caiu, doPortal, html, json, rede } from "./aparelho.mjs";
import { esvaziarBancos } from "./banco.mjs";

const COMECO = Date.parse("2026-12-01T12:00:00Z");
const DIA = 86_400_000;
const PEDIDO = { tipo: "pedido", destino: "/aplicativo/pedidos/", rotulo: "Denúncia da vizinha", campos: [] };

mock.timers.enable({ apis: ["Date"], now: COMECO });
mock.method(console, "warn", () => {});
let janelas = [];
const mostradas = [];
const marcadas = [];
const abertas = [];
const naTela = [];
const noIcone = [];
navigator.setAppBadge = async (quantos) => noIcone.push(quantos);
navigator.clearAppBadge = async () => noIcone.push(0);
Object.assign(self, {
  CASCA: { icone: "/icone.png" },
  Notification: { permission: "granted" },
  registration: {
    showNotification: async (titulo, opcoes) => mostradas.push({ titulo, ...opcoes }),
    getNotifications: async () => naTela,
    sync: { register: async (nome) => marcadas.push(nome) },
  },
  clients: { matchAll: async () => janelas, openWindow: async (pagina) => abertas.push(pagina) },
});
await doPortal("aplicativo/sincronia");
const { achar, guardar, mudar } = await doPortal("aplicativo/guardados");
const fila = await doPortal("aplicativo/fila");

beforeEach(() => {
  mock.timers.setTime(COMECO);
  [mostradas, marcadas, abertas, naTela, noIcone].forEach((lista) => lista.splice(0));
  janelas = [];
  Notification.permission = "granted";
  esvaziarBancos();
  rede(caiu);
});

const acordar = () => acontece("sync", { tag: "fila" }).acabar();

async function guardado(mudanca = {}) {
  const chave = await guardar(PEDIDO);
  await mudar(chave, mudanca);
  return chave;
}

test("o que ficou por mandar falha também para o navegador, que tenta outra vez", async () => {
  await acordar();
  const chave = await guardado();
  await assert.rejects(acordar(), /ainda há o que mandar/);
  rede(ENVIA);
  await acordar();
  assert.equal((await achar(chave)).estado, "enviado");
});

const ENVIA = ({ caminho }) => (caminho === "/aplicativo/ficha/" ? json({ csrf: "prova", conta: "" }) : json({ estado: "enviado", endereco: "/" }));

test("o que se mandou com o SP156 fechado diz-se uma vez; a quem está a ver, não", async () => {
  rede(ENVIA);
  await guardado();
  await acordar();
  await acordar();
  await Promise.all([guardado(), guardado()]);
  await acordar();
  janelas = [{ visibilityState: "visible" }];
  await guardado();
  await acordar();
  assert.deepEqual(
    mostradas.map(({ body, tag, data }) => [body, tag, data]),
    ["Um pedido guardado no aparelho foi enviado.", "Os pedidos guardados no aparelho foram enviados."].map((dito) => [
      dito,
      "enviado",
      `${ORIGEM}/aplicativo/para-enviar/`,
    ]),
  );
});

test("o ícone conta o que espera e os avisos por abrir, e fica limpo quando não há nada", async () => {
  const chave = await guardado({ estado: "precisa_de_voce" });
  await guardado({ recado: "outra_conta", proximo: Infinity });
  naTela.push({ tag: "" }, { tag: "fila" });
  await chega({});
  assert.deepEqual(noIcone, [2]);
  await mudar(chave, { estado: "enviado", enviadoEm: COMECO });
  const aviso = { tag: "", data: `${ORIGEM}/area/`, close: () => naTela.splice(0) };
  await acontece("notificationclick", { notification: aviso }).acabar();
  assert.deepEqual(noIcone, [2, 0]);
});

test("o que só anda com a pessoa não faz o navegador tentar outra vez", async () => {
  await guardado({ estado: "precisa_de_voce" });
  await acordar();
});

test("o que o navegador acorda com outro nome não é da fila", async () => {
  await guardado();
  const idas = rede(() => html(500));
  await acontece("sync", { tag: "outra" }).acabar();
  assert.equal(idas.length, 0);
});

test("guardar pede ao navegador que acorde a fila; se ele não deixa, guarda-se na mesma", async () => {
  await fila.guardar(PEDIDO);
  assert.deepEqual(marcadas, [fila.TAG]);
  const { sync } = self.registration;
  self.registration.sync = { register: () => Promise.reject(new Error("sem permissão")) };
  assert.ok(await achar(await fila.guardar(PEDIDO)));
  self.registration.sync = sync;
});

test("chama-se a pessoa uma vez por razão, e a tela bloqueada não diz o que se pediu", async () => {
  const chave = await guardado({ estado: "precisa_de_voce", recado: "Falta o número." });
  await acordar();
  await acordar();
  assert.equal(mostradas.length, 1);
  const [{ titulo, body, data, tag }] = mostradas;
  assert.deepEqual([titulo, tag, data], ["SP156", "fila", `${ORIGEM}/aplicativo/para-enviar/`]);
  assert.equal(body, "Um pedido guardado no aparelho precisa de você.");
  await mudar(chave, { estado: "vencido" });
  await acordar();
  assert.equal(mostradas.length, 2);
});

test("as razões por que se chama, e as que não", async () => {
  const perto = { expira: COMECO + DIA - 1 };
  const casos = [
    ["precisa_de_voce", { estado: "precisa_de_voce" }],
    ["vencido", { estado: "vencido" }],
    ["vence", perto],
    ["entrar", { recado: "entrar", proximo: Infinity }],
    ["vence", { recado: "entrar", proximo: Infinity, ...perto }],
    ["", { expira: COMECO + DIA }],
    ["", { recado: "outra_conta", ...perto }],
    ["", { estado: "enviado", enviadoEm: COMECO, ...perto }],
  ];
  for (const [razao, mudanca] of casos) {
    esvaziarBancos();
    mostradas.splice(0);
    const chave = await guardado({ proximo: Infinity, ...mudanca });
    await acordar().catch(() => {});
    assert.equal((await achar(chave)).chamado ?? "", razao, JSON.stringify(mudanca));
    assert.equal(mostradas.length, razao ? 1 : 0, JSON.stringify(mudanca));
  }
});

test("muitos dizem-se num aviso só", async () => {
  await guardado({ estado: "precisa_de_voce" });
  await guardado({ estado: "vencido" });
  await acordar();
  assert.deepEqual(mostradas.map(({ body }) => body), ["Há pedidos guardados no aparelho que precisam de você."]);
});

test("quem não deixou, ou está a ver o SP156, não se chama; nem depois, pela mesma razão", async () => {
  await guardado({ estado: "precisa_de_voce" });
  Notification.permission = "denied";
  await acordar();
  Notification.permission = "granted";
  await acordar();
  await guardado({ estado: "precisa_de_voce" });
  janelas = [{ visibilityState: "hidden" }, { visibilityState: "visible" }];
  await acordar();
  janelas = [{ visibilityState: "hidden" }];
  await acordar();
  assert.deepEqual(mostradas, []);
});

// --- os avisos que chegam (push) ------------------------------------------------------------

const chega = (notification) => acontece("push", { data: { json: () => ({ notification }) } }).acabar();

test("mesmo o aviso que não se entende se mostra", async () => {
  await acontece("push", { data: null }).acabar();
  await acontece("push", { data: { json: () => JSON.parse("{") } }).acabar();
  await chega({ title: "Pedido 2026-000123" });
  assert.deepEqual(mostradas.map(({ titulo, data }) => [titulo, data]), [
    ["SP156", `${ORIGEM}/area/`],
    ["SP156", `${ORIGEM}/area/`],
    ["Pedido 2026-000123", `${ORIGEM}/area/`],
  ]);
  assert.ok(mostradas.every(({ body }) => body === "Há novidade no que você pediu."));
});

test("o aviso que diz a página de outro lugar abre a do portal com o mesmo caminho", async () => {
  for (const navigate of ["/area/?p=1", "https://outro.exemplo/area/?p=1", "//outro.exemplo/area/?p=1"]) await chega({ navigate });
  assert.deepEqual(mostradas.map(({ data }) => data), new Array(3).fill(`${ORIGEM}/area/?p=1`));
});

test("o aviso de um esquema sem barra, que colaria outro domínio ao nosso, abre a área", async () => {
  for (const navigate of ["x:.outro.exemplo/p", "mailto:@outro.exemplo"]) await chega({ navigate });
  assert.deepEqual(mostradas.map(({ data }) => data), new Array(2).fill(`${ORIGEM}/area/`));
});

test("o toque volta à página que já está aberta, ou abre-a", async () => {
  const focadas = [];
  const janela = (url) => ({ url, visibilityState: "hidden", focus: async () => focadas.push(url) });
  janelas = [janela(`${ORIGEM}/`), janela(`${ORIGEM}/area/`)];
  let fechadas = 0;
  const tocar = (data) => acontece("notificationclick", { notification: { data, close: () => (fechadas += 1) } }).acabar();
  await tocar(`${ORIGEM}/area/`);
  await tocar(`${ORIGEM}/acompanhar/`);
  assert.deepEqual([focadas, abertas, fechadas], [[`${ORIGEM}/area/`], [`${ORIGEM}/acompanhar/`], 2]);
});
