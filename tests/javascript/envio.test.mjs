// O envio de um guardado: o que vai em cada parte, e o que cada resposta do servidor quer dizer.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { caiu, doPortal, html, json, rede } from "./aparelho.mjs";
import { esvaziarBancos } from "./banco.mjs";

const { Espere, SemRede, ficha, jaPassou, mandarAto, mandarPedido } = await doPortal("aplicativo/envio");
const { achar, guardar, mudar } = await doPortal("aplicativo/guardados");

const NAO_ACEITO = "O portal não aceitou o envio. Abra a página e mande por ela.";
const ENVIADO = { estado: "enviado", endereco: "/pedido/comprovante/" };
const ABERTO = { estado: "aberto", endereco: "/pedido/detalhes/" };
const FALTA = { estado: "falta", recado: "Falta o número.", endereco: "/pedido/lugar/" };
const CAMPOS = [["servico", "tapa-buraco"], ["numero", "10"], ["aberto_por", "aplicativo"]];
const BASE = "/aplicativo/pedidos/a/";

beforeEach(esvaziarBancos);

const foto = (nome, conteudo = "12345678") => ({ campo: "fotos", blob: new Blob([conteudo], { type: "image/jpeg" }), nome });
const prova = () => ({ csrf: "prova", conta: "" });

async function guardado(...fotos) {
  await guardar({ chave: "a", tipo: "pedido", destino: "/aplicativo/pedidos/", rotulo: "Tapa-buraco", campos: CAMPOS, arquivos: fotos });
  return mudar("a", { posse: "a minha" });
}

// Cada parte do pedido tem a sua resposta, ou as suas, pela ordem; `partes` são as que foram.
function servidor(respostas) {
  const idas = rede(({ caminho }) => {
    const parte = caminho.replace(BASE, "") || "começo";
    const dita = respostas[parte];
    return (Array.isArray(dita) ? dita.shift() : dita)();
  });
  return { idas, partes: () => idas.map(({ caminho }) => caminho.replace(BASE, "") || "começo") };
}

const aberto = () => json(ABERTO);
const enviado = () => json(ENVIADO);

test("o pedido vai por partes: o serviço, cada foto, e as respostas só no fim", async () => {
  const item = await guardado(foto("1.jpg"), foto("2.jpg"));
  const { idas, partes } = servidor({ começo: aberto, "foto/": aberto, "enviar/": enviado });
  assert.equal((await mandarPedido(item, prova())).estado, "enviado");
  assert.deepEqual(partes(), ["começo", "foto/", "foto/", "enviar/"]);
  assert.deepEqual(idas[0].campos, [["servico", "tapa-buraco"], ["aberto_por", "aplicativo"]]);
  assert.deepEqual(idas.slice(1, 3).map(({ campos: [[nome, valor]] }) => [nome, valor.name]), [["fotos", "1.jpg"], ["fotos", "2.jpg"]]);
  assert.deepEqual(idas[3].campos, CAMPOS);
  for (const { metodo, cabecalhos } of idas)
    assert.deepEqual([metodo, cabecalhos["X-CSRFToken"], cabecalhos.Posse, cabecalhos.Conta], ["POST", "prova", "a minha", ""]);
});

test("o que já foi, por outra página ou porque a resposta se perdeu, não se manda outra vez", async () => {
  for (const respostas of [{ começo: enviado }, { começo: aberto, "foto/": enviado }]) {
    const { partes } = servidor(respostas);
    const feito = await mandarPedido(await guardado(foto("1.jpg")), prova());
    assert.deepEqual([feito.estado, feito.endereco, feito.campos], ["enviado", ENVIADO.endereco, []]);
    assert.deepEqual(partes(), Object.keys(respostas));
  }
});

test("o que cada resposta quer dizer", async () => {
  const espera = (recado) => ({ estado: "esperando", recado });
  const precisa = (recado, endereco = "", acabaNaPagina = false) => ({ estado: "precisa_de_voce", recado, endereco, acabaNaPagina });
  const ditas = [
    ["a sessão acabou", () => json({ estado: "entrar" }, 401), espera("entrar")],
    ["leva a entrar", () => ({ type: "opaqueredirect" }), espera("entrar")],
    ["entrou outra conta", () => json({ estado: "outra_conta", recado: "É de outra." }, 403), espera("outra_conta")],
    ["começou-se noutro navegador", () => json({ estado: "de_outro", recado: "De outro aparelho." }, 403), precisa("De outro aparelho.")],
    ["falta algo", () => json(FALTA, 409), precisa(FALTA.recado, FALTA.endereco, true)],
    ["já não se pede", () => json({ estado: "retirado", recado: "Saiu do Guia." }, 410), { ...precisa("Saiu do Guia."), retirado: true }],
    ["não o diz", () => json({}, 422), precisa(NAO_ACEITO)],
    ["uma página, e não a fila", () => html(200), precisa(NAO_ACEITO)],
    ["não se acha", () => html(404), precisa(NAO_ACEITO)],
    ["“enviado” sem ser 200", () => json({ estado: "enviado", endereco: "/" }, 409), precisa(NAO_ACEITO, "/")],
  ];
  for (const [nome, resposta, quer] of ditas) {
    const item = await guardado();
    servidor({ começo: resposta });
    assert.deepEqual(await mandarPedido(item, prova()), quer, `no começo: ${nome}`);
    servidor({ começo: aberto, "enviar/": resposta });
    assert.deepEqual(await mandarPedido(item, prova()), quer, `ao enviar: ${nome}`);
  }
});

test("o que ficou aberto depois de enviar não se dá por enviado", async () => {
  servidor({ começo: aberto, "enviar/": aberto });
  assert.equal((await mandarPedido(await guardado(), prova())).estado, "precisa_de_voce");
});

test("a rede que cai e o servidor que falha não são a pessoa que tem de resolver", async () => {
  const item = await guardado();
  servidor({ começo: caiu });
  await assert.rejects(mandarPedido(item, prova()), SemRede);
  for (const status of [408, 429, 500, 502, 599]) {
    servidor({ começo: () => html(status, { "Retry-After": "7" }) });
    await assert.rejects(mandarPedido(item, prova()), (falha) => falha instanceof Espere && falha.milissegundos === 7000);
  }
});

test("a prova do envio que venceu troca-se uma vez, e a nova serve às outras partes", async () => {
  const item = await guardado(foto("1.jpg"));
  const idas = rede(({ caminho, cabecalhos }) => {
    if (caminho === "/aplicativo/ficha/") return json({ csrf: "nova", conta: "" });
    if (cabecalhos["X-CSRFToken"] !== "nova") return html(403);
    return json(caminho.endsWith("enviar/") ? ENVIADO : ABERTO);
  });
  assert.equal((await mandarPedido(item, prova())).estado, "enviado");
  assert.deepEqual(idas.map(({ caminho }) => caminho.replace(BASE, "")), ["", "/aplicativo/ficha/", "", "foto/", "enviar/"]);
});

test("recusada também com a prova nova, não se insiste", async () => {
  const idas = rede(({ caminho }) => (caminho === "/aplicativo/ficha/" ? json({ csrf: "nova" }) : html(403)));
  assert.equal((await mandarPedido(await guardado(), prova())).recado, NAO_ACEITO);
  assert.equal(idas.length, 3);
});

test("a recusa que o servidor explica não é a prova que venceu", async () => {
  const { partes } = servidor({ começo: () => json({ estado: "de_outro", recado: "De outro." }, 403) });
  await mandarPedido(await guardado(), prova());
  assert.deepEqual(partes(), ["começo"]);
});

test("a foto recusada diz-se pelo nome, as outras vão, e o pedido não se envia: acaba-se na página", async () => {
  const grande = () => html(413);
  const ilegivel = () => json({ estado: "recusada", recado: "Não é uma foto." }, 422);
  for (const [resposta, recado] of [[grande, "1.jpg: O arquivo é grande demais."], [ilegivel, "1.jpg: Não é uma foto."]]) {
    const item = await guardado(foto("1.jpg"), foto("2.jpg"));
    const { idas, partes } = servidor({ começo: aberto, "foto/": [resposta, aberto], "enviar/": () => json(FALTA, 409) });
    const parado = await mandarPedido(item, prova());
    assert.deepEqual([parado.estado, parado.recado, parado.endereco], ["precisa_de_voce", recado, FALTA.endereco]);
    assert.deepEqual(partes(), ["começo", "foto/", "foto/", "enviar/"]);
    assert.deepEqual(idas.at(-1).campos.at(-1), ["adicionar", "sim"]);
    assert.deepEqual((await achar("a")).arquivos.map(({ enviado, recusado }) => [enviado, recusado !== ""]), [[false, true], [true, false]]);
  }
});

test("o que não se acaba na página diz o que o servidor disse, e não a foto", async () => {
  const item = await guardado(foto("1.jpg"));
  servidor({ começo: aberto, "foto/": () => html(413), "enviar/": () => json({ estado: "retirado", recado: "Saiu do Guia." }, 410) });
  assert.equal((await mandarPedido(item, prova())).recado, "Saiu do Guia.");
});

test("a foto que já foi não vai outra vez, nem a que já se recusou, e dela ainda se fala", async () => {
  await guardado(foto("1.jpg"), foto("2.jpg"), foto("3.jpg"));
  const item = await mudar("a", ({ arquivos: [um, dois, tres] }) => ({
    arquivos: [{ ...um, enviado: true }, { ...dois, recusado: "2.jpg: grande" }, tres],
  }));
  const { idas, partes } = servidor({ começo: aberto, "foto/": aberto, "enviar/": () => json(FALTA, 409) });
  assert.equal((await mandarPedido(item, prova())).recado, "2.jpg: grande");
  assert.deepEqual(partes(), ["começo", "foto/", "enviar/"]);
  assert.equal(idas[1].campos[0][1].name, "3.jpg");
});

test("a rede que cai a meio deixa anotadas as fotos que já foram", async () => {
  const item = await guardado(foto("1.jpg"), foto("2.jpg"));
  servidor({ começo: aberto, "foto/": [aberto, caiu] });
  await assert.rejects(mandarPedido(item, prova()), SemRede);
  assert.deepEqual((await achar("a")).arquivos.map(({ enviado }) => enviado), [true, false]);
  const { idas, partes } = servidor({ começo: aberto, "foto/": aberto, "enviar/": enviado });
  await mandarPedido(await achar("a"), prova());
  assert.deepEqual(partes(), ["começo", "foto/", "enviar/"]);
  assert.equal(idas[1].campos[0][1].name, "2.jpg");
});

test("espera-se dois minutos, e mais por cada foto o que ela demora a 4 KB por segundo", async () => {
  const item = await guardado(foto("1.jpg", "x".repeat(400_000)));
  const prazo = mock.method(AbortSignal, "timeout");
  servidor({ começo: aberto, "foto/": aberto, "enviar/": enviado });
  await mandarPedido(item, prova());
  assert.deepEqual(prazo.mock.calls.map(({ arguments: [tempo] }) => tempo), [120_000, 220_000, 120_000]);
  prazo.mock.restore();
});

test("sem a ficha nada se manda: a que não vem em JSON, ou não é 200, faz esperar", async () => {
  for (const resposta of [html(200), json({}, 403), html(404), html(503)]) {
    rede(() => resposta);
    await assert.rejects(ficha(), Espere);
  }
  rede(() => json({ csrf: "prova", conta: "ana" }));
  assert.deepEqual(await ficha(), { csrf: "prova", conta: "ana" });
});

test("o ato da rua vai inteiro, com a sua chave, e só “feito” o acaba", async () => {
  await guardar({ chave: "a", tipo: "ato", destino: "/campo/123/", campos: [["resposta", "Feito."]], arquivos: [foto("1.jpg")], conta: "ana" });
  const item = await achar("a");
  const idas = rede(() => json({ estado: "feito", endereco: "" }));
  assert.equal((await mandarAto(item, prova())).estado, "enviado");
  const [{ caminho, cabecalhos, campos }] = idas;
  assert.deepEqual([caminho, cabecalhos.Guardado, cabecalhos.Conta], ["/campo/123/", "a", "ana"]);
  assert.deepEqual(campos.map(([nome, valor]) => [nome, valor.name ?? valor]), [["resposta", "Feito."], ["fotos", "1.jpg"]]);
  rede(() => json({ estado: "enviado" }));
  assert.equal((await mandarAto(item, prova())).estado, "precisa_de_voce");
});

test("pergunta-se pela versão que o ato leva; sem ela, pela vazia", async () => {
  const ato = { chave: "a", destino: "/campo/123/?lista=1", campos: [["resposta", "Feito."], ["versao", "7"]] };
  const idas = rede(() => json({ estado: "passou", recado: "Finalizada (Rita)" }));
  assert.deepEqual(await jaPassou(ato), { mudou: "Finalizada (Rita)" });
  await jaPassou({ ...ato, campos: [] });
  assert.deepEqual(idas.map(({ busca }) => busca), ["?lista=1&versao=7", "?lista=1&versao="]);
  rede(() => json({ estado: "passou" }, 409));
  assert.equal(await jaPassou(ato), false);
});
