// A fila: o que se tenta de novo e quando, o que espera a pessoa, o que vence, e que nada vai duas vezes.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { acontece, caiu, doPortal, html, json, rede } from "./aparelho.mjs";
import { esvaziarBancos, openDB } from "./banco.mjs";

const { achar, apagar, conferir, enviarTudo, guardar, itens, naLista, pendente, proximaVez, tamanho, tentarDeNovo } =
  await doPortal("aplicativo/fila");
const { aoMudar, envelhecer, mudar } = await doPortal("aplicativo/guardados");

const COMECO = Date.parse("2026-12-01T12:00:00Z");
const [SEGUNDO, DIA] = [1000, 86_400_000];
const PEDIDO = { tipo: "pedido", destino: "/aplicativo/pedidos/", rotulo: "Tapa-buraco", campos: [["servico", "tapa-buraco"], ["numero", "10"]] };
const ATO = { tipo: "ato", destino: "/campo/123/", rotulo: "2026-000123", campos: [["versao", "7"], ["resposta", "Feito."]], conta: "ana" };
const ENVIADO = { estado: "enviado", endereco: "/pedido/comprovante/" };

mock.timers.enable({ apis: ["Date"], now: COMECO });
mock.method(console, "warn", () => {});

beforeEach(() => {
  mock.timers.setTime(COMECO);
  console.warn.mock.resetCalls();
  document.cookie = "";
  esvaziarBancos();
});

const passam = (tempo) => mock.timers.setTime(Date.now() + tempo);

// O servidor diz a ficha da conta que entrou, e a cada POST o que `responder` diz.
const servidor = (responder, conta = "") =>
  rede((ida) => (ida.caminho === "/aplicativo/ficha/" ? json({ csrf: "prova", conta }) : responder(ida)));
const mandados = (idas) => idas.filter(({ metodo }) => metodo === "POST").map(({ caminho }) => caminho);

// Guardados um por segundo, para que a ordem seja a deles.
async function guardados(...quais) {
  const chaves = [];
  for (const dados of quais) {
    passam(SEGUNDO);
    chaves.push(await guardar(dados));
  }
  return chaves;
}

test("enviado, o pedido diz onde está o comprovante e já não leva o que se escreveu", async () => {
  const foto = { campo: "fotos", blob: new Blob(["1234"]), nome: "1.jpg" };
  const [chave] = await guardados({ ...PEDIDO, escrito: [["Número", "10"]], arquivos: [foto] });
  servidor(() => json(ENVIADO));
  assert.equal((await enviarTudo()).ficou, false);
  const { estado, endereco, enviadoEm, campos, escrito, arquivos } = await achar(chave);
  assert.deepEqual({ estado, endereco, enviadoEm }, { ...ENVIADO, enviadoEm: Date.now() });
  assert.deepEqual([campos, escrito, arquivos], [[], [], []]);
});

test("sem rede nada conta contra o pedido, e o seguinte nem se tenta", async () => {
  const [um, outro] = await guardados(PEDIDO, PEDIDO);
  const idas = rede(caiu);
  assert.equal((await enviarTudo()).ficou, true);
  assert.equal(idas.length, 1);
  const { estado, recado, tentativas, proximo } = await achar(um);
  assert.deepEqual({ estado, recado, tentativas, proximo }, { estado: "esperando", recado: "", tentativas: 0, proximo: 0 });
  assert.equal((await achar(outro)).posse, "", "o segundo nem começou");
});

test("a resposta cortada no meio é uma que não chegou", async () => {
  const [chave] = await guardados(PEDIDO);
  servidor(() => new Response('{"estado": "envi', { headers: { "Content-Type": "application/json" } }));
  assert.equal((await enviarTudo()).ficou, true);
  const { estado, tentativas } = await achar(chave);
  assert.deepEqual({ estado, tentativas }, { estado: "esperando", tentativas: 0 });
});

test("o servidor que falha faz esperar o dobro a cada vez, até uma hora", async () => {
  const [chave] = await guardados(PEDIDO);
  const respostas = [html(500), html(503), html(408), html(429), json({}, 502), ...Array.from({ length: 9 }, () => html(500))];
  const esperas = [];
  servidor(() => respostas.shift());
  while (respostas.length) {
    assert.equal((await enviarTudo()).ficou, true);
    const { estado, proximo, tentativas } = await achar(chave);
    assert.equal(estado, "esperando");
    esperas.push((proximo - Date.now()) / SEGUNDO);
    assert.equal(tentativas, esperas.length);
    mock.timers.setTime(proximo);
  }
  assert.deepEqual(esperas, [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600, 3600]);
});

test("a espera que o servidor pede, e por quê, vale se é maior que a nossa", async () => {
  const [chave] = await guardados(PEDIDO);
  servidor(() => json({ recado: "Foram muitos pedidos deste lugar." }, 429, { "Retry-After": "120" }));
  await enviarTudo();
  const { proximo, recado } = await achar(chave);
  assert.equal(proximo - Date.now(), 120 * SEGUNDO);
  assert.equal(recado, "Foram muitos pedidos deste lugar.");
  mock.timers.setTime(proximo);
  servidor(() => html(503, { "Retry-After": "1" }));
  await enviarTudo();
  assert.equal((await achar(chave)).proximo - Date.now(), 10 * SEGUNDO);
});

test("o que o servidor não aceita agora não segura o seguinte", async () => {
  const [um, outro] = await guardados(PEDIDO, PEDIDO);
  servidor(({ caminho }) => (caminho.includes(um) ? html(500) : json(ENVIADO)));
  assert.equal((await enviarTudo()).ficou, true);
  assert.equal((await achar(um)).estado, "esperando");
  assert.equal((await achar(outro)).estado, "enviado");
});

test("a falha do próprio aparelho se escreve no console e também espera", async () => {
  const [chave] = await guardados(PEDIDO);
  await mudar(chave, { tipo: "que não há" });
  servidor(() => json(ENVIADO));
  assert.equal((await enviarTudo()).ficou, true);
  assert.equal((await achar(chave)).proximo - Date.now(), 5 * SEGUNDO);
  assert.equal(console.warn.mock.callCount(), 1);
});

test("o que ainda espera a vez só vai se a pessoa o força, e até lá ficou por mandar", async () => {
  const [chave] = await guardados(PEDIDO);
  await mudar(chave, { proximo: Date.now() + 1 });
  const idas = servidor(() => json(ENVIADO));
  assert.equal((await enviarTudo()).ficou, true);
  assert.equal(idas.length, 0);
  assert.equal((await enviarTudo({ forcar: true })).ficou, false);
  assert.equal((await achar(chave)).estado, "enviado");
});

test("chegada a vez, ao milissegundo, vai", async () => {
  const [chave] = await guardados(PEDIDO);
  await mudar(chave, { proximo: Date.now() });
  servidor(() => json(ENVIADO));
  assert.equal((await enviarTudo()).ficou, false);
});

test("o pedido de uma conta não vai por outra, nem por ninguém; o de ninguém vai por quem estiver", async () => {
  for (const [entrou, recado] of [["", "entrar"], ["rui", "outra_conta"]]) {
    const [chave] = await guardados({ ...PEDIDO, conta: "ana" });
    const idas = servidor(() => json(ENVIADO), entrou);
    assert.equal((await enviarTudo()).ficou, false, "o navegador não acorda para isto");
    assert.deepEqual(mandados(idas), []);
    const { estado, recado: dito } = await achar(chave);
    assert.deepEqual([estado, dito], ["esperando", recado]);
    await apagar(chave);
  }
  const [chave] = await guardados(PEDIDO);
  servidor(() => json(ENVIADO), "rui");
  await enviarTudo();
  assert.equal((await achar(chave)).estado, "enviado");
});

test("ninguém pediu: a ficha diz que a fila foi sozinha; com a pessoa, não", async () => {
  for (const sozinho of [true, false]) {
    await guardados(PEDIDO);
    const idas = servidor(() => json(ENVIADO));
    await enviarTudo({ sozinho });
    assert.equal("Pedido-Sozinho" in idas[0].cabecalhos, sozinho);
  }
});

test("o que precisa da pessoa não vai sozinho; tentar de novo recomeça com a mesma chave e a mesma posse", async () => {
  const foto = { campo: "fotos", blob: new Blob(["1234"]), nome: "1.jpg" };
  const [chave] = await guardados({ ...PEDIDO, arquivos: [foto] });
  servidor(() => json({ estado: "retirado", recado: "Já não está no Guia." }, 410));
  assert.equal((await enviarTudo()).ficou, false);
  const parado = await achar(chave);
  assert.deepEqual([parado.estado, parado.recado], ["precisa_de_voce", "Já não está no Guia."]);
  const idas = servidor(() => json(ENVIADO));
  await enviarTudo({ forcar: true });
  assert.equal(idas.length, 0);

  await mudar(chave, ({ arquivos }) => ({ arquivos: [{ ...arquivos[0], enviado: true, recusado: "grande" }], tentativas: 9, proximo: Infinity }));
  await tentarDeNovo(chave);
  const { posse, estado, recado, tentativas, proximo, arquivos } = await achar(chave);
  assert.deepEqual([posse, estado, recado, tentativas, proximo], [parado.posse, "esperando", "", 0, 0]);
  assert.deepEqual([arquivos[0].enviado, arquivos[0].recusado], [false, ""]);
  await enviarTudo();
  assert.equal((await achar(chave)).estado, "enviado");
});

test("a página e o trabalhador juntos mandam uma vez só", async () => {
  const [chave] = await guardados(PEDIDO);
  const idas = servidor(() => json(ENVIADO));
  await Promise.all([enviarTudo(), enviarTudo({ forcar: true })]);
  assert.deepEqual(mandados(idas), [`/aplicativo/pedidos/${chave}/`]);
});

test("o que se interrompeu a meio, e ficou a dizer que vai, manda-se outra vez", async () => {
  const [chave] = await guardados(PEDIDO);
  await mudar(chave, { estado: "enviando", posse: "a de antes" });
  const idas = servidor(() => json(ENVIADO));
  await enviarTudo();
  assert.equal((await achar(chave)).estado, "enviado");
  assert.equal(idas.at(-1).cabecalhos.Posse, "a de antes");
});

test("o que se apaga enquanto vai não volta", async () => {
  const [um, outro] = await guardados(PEDIDO, PEDIDO);
  const idas = servidor(async () => {
    await apagar(um, outro);
    return json(ENVIADO);
  });
  assert.equal((await enviarTudo()).ficou, false);
  assert.deepEqual(await itens(), []);
  assert.equal(mandados(idas).length, 1);
});

test("guardado outra vez com a mesma chave vale o que se escreveu por último; o que já vai, ou já foi, não muda", async () => {
  const novo = { ...PEDIDO, chave: "a", campos: [["numero", "20"]] };
  for (const [estado, numero] of [["esperando", "20"], ["precisa_de_voce", "20"], ["enviando", "10"], ["enviado", "10"], ["vencido", "10"]]) {
    await guardar({ ...PEDIDO, chave: "a" });
    await mudar("a", { estado, posse: "a minha" });
    await guardar(novo);
    const { campos, posse } = await achar("a");
    assert.deepEqual([campos.at(-1), posse], [["numero", numero], "a minha"], estado);
    await apagar("a");
  }
  assert.deepEqual(await itens(), []);
});

test("cada guardado tem a sua chave, e a posse não é ela", async () => {
  const [um, outro] = await guardados(PEDIDO, PEDIDO);
  assert.notEqual(um, outro);
  assert.match(um, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  servidor(() => html(500));
  await enviarTudo();
  const posses = (await itens()).map(({ posse }) => posse);
  assert.equal(new Set([um, outro, ...posses]).size, 4);
  assert.ok(posses.every((posse) => posse.length === 72));
});

test("a próxima vez é a do primeiro que pode ir; do que espera a pessoa não se marca nada", async () => {
  assert.equal(await proximaVez(), null);
  const [um, outro, parado] = await guardados(PEDIDO, PEDIDO, PEDIDO);
  await mudar(parado, { estado: "precisa_de_voce", proximo: 1 });
  await mudar(um, { proximo: 300 });
  await mudar(outro, { proximo: 200, estado: "enviando" });
  assert.equal(await proximaVez(), 200);
  await apagar(um, outro);
  assert.equal(await proximaVez(), null);
});

test("passados sete dias sem envio, o pedido vence e já não leva nada, nem vai", async () => {
  const [chave, parado] = await guardados({ ...PEDIDO, quem: [["cpf", "CPF", "529.982.247-25"]] }, PEDIDO);
  await mudar(chave, { posse: "a minha", recado: "entrar" });
  await mudar(parado, { estado: "precisa_de_voce" });
  const { criado } = await achar(chave);
  const idas = servidor(() => json(ENVIADO));
  await envelhecer(criado + 7 * DIA);
  assert.equal((await achar(chave)).estado, "esperando");
  mock.timers.setTime(criado + 7 * DIA + 2 * SEGUNDO);
  assert.equal((await enviarTudo({ forcar: true })).ficou, false);
  assert.equal(idas.length, 0);
  for (const qual of [chave, parado]) {
    const { estado, campos, quem, posse, recado } = await achar(qual);
    assert.deepEqual({ estado, campos, quem, posse, recado }, { estado: "vencido", campos: [], quem: [], posse: "", recado: "" });
  }
});

test("o que levou oito dias a ir foi enviado, e não vencido", async () => {
  const [chave] = await guardados(PEDIDO);
  const { criado } = await achar(chave);
  await mudar(chave, { estado: "enviado", enviadoEm: criado + 8 * DIA });
  await envelhecer(criado + 8 * DIA);
  assert.equal((await achar(chave)).estado, "enviado");
});

test("o enviado fica um dia na lista; o vencido, até a pessoa o tirar", async () => {
  const [enviado, vencido] = await guardados(PEDIDO, PEDIDO);
  await mudar(enviado, { estado: "enviado", enviadoEm: COMECO });
  await mudar(vencido, { estado: "vencido" });
  await envelhecer(COMECO + DIA);
  assert.equal((await itens()).length, 2);
  await envelhecer(COMECO + DIA + 1);
  assert.deepEqual((await itens()).map(({ chave }) => chave), [vencido]);
  await envelhecer(COMECO + 365 * DIA);
  assert.equal((await itens()).length, 1);
});

test("o que é pendente, o que fica na lista e quanto pesa", () => {
  const situacoes = ["esperando", "enviando", "precisa_de_voce", "enviado", "vencido"];
  assert.deepEqual(situacoes.filter((estado) => pendente({ estado })), ["esperando", "enviando", "precisa_de_voce"]);
  assert.deepEqual(situacoes.filter((estado) => naLista({ tipo: "ato", estado })), ["esperando", "enviando", "precisa_de_voce", "vencido"]);
  assert.ok(situacoes.every((estado) => naLista({ tipo: "pedido", estado })));
  assert.equal(tamanho({ campos: [["a", "bc"]], arquivos: [{ blob: new Blob(["12345"]) }, {}] }), 12 + 5);
});

test("quem ouve sabe de cada mudança, até deixar de ouvir", async () => {
  let vezes = 0;
  const calar = aoMudar(() => (vezes += 1));
  const [chave] = await guardados(PEDIDO);
  await mudar(chave, { recado: "um" });
  await apagar(chave);
  assert.equal(vezes, 3);
  calar();
  await guardados(PEDIDO);
  assert.equal(vezes, 3);
});

// --- o que fica no aparelho: cifrado ---------------------------------------------------------

const noBanco = async (chave) => (await openDB("sp156", 1, {})).get("guardados", chave);
const FOTO = { campo: "fotos", blob: new Blob(["a foto do muro 1"], { type: "image/jpeg" }), nome: "muro.jpg" };

test("o que se escreveu, as fotos e quem pede estão cifrados no aparelho, e leem-se de volta inteiros", async () => {
  const quem = [["cpf", "CPF", "529.982.247-25"]];
  for (const dados of [{ ...ATO, arquivos: [FOTO], escrito: [["Resposta", "Feito."]] }, { ...PEDIDO, arquivos: [FOTO], quem }]) {
    const [chave] = await guardados(dados);
    await mudar(chave, { recado: "entrar" });
    const guardado = await noBanco(chave);
    assert.equal(guardado.recado, "entrar", "em que pé está é à vista");
    for (const parte of ["campos", "escrito", "arquivos", "quem"]) assert.ok(!(parte in guardado), parte);
    const partes = guardado.carga.partes.map(({ dados: bytes }) => Buffer.from(bytes).toString("latin1")).join();
    for (const dito of ["Feito", "529.982", "muro", "numero"]) assert.ok(!partes.includes(dito), dito);
    assert.equal(guardado.carga.chave.extractable, false);
    const { campos, escrito, arquivos, quem: lido } = await achar(chave);
    assert.deepEqual([campos, escrito, lido], [dados.campos, dados.escrito ?? [], dados.quem ?? []]);
    assert.deepEqual([arquivos[0].nome, arquivos[0].blob.type, await arquivos[0].blob.text()], ["muro.jpg", "image/jpeg", "a foto do muro 1"]);
  }
});

test("o que um guardado leva não se lê posto no lugar de outro", async () => {
  const [um, outro] = await guardados(PEDIDO, PEDIDO);
  const banco = await openDB("sp156", 1, {});
  await banco.put("guardados", { ...(await noBanco(um)), carga: (await noBanco(outro)).carga });
  await assert.rejects(achar(um));
});

test("o que já esperava sem cifra vai inteiro, uma vez, e o que ainda espera fica cifrado", async () => {
  const [chave, parado] = await guardados({ ...ATO, arquivos: [FOTO] }, { ...ATO, arquivos: [FOTO] });
  const banco = await openDB("sp156", 1, {});
  for (const qual of [chave, parado]) {
    const { vez, ...deAntes } = await achar(qual);
    await banco.put("guardados", deAntes);
  }
  const idas = servidor(({ cabecalhos }) => (cabecalhos.Guardado === chave ? json({ estado: "feito" }) : html(500)), "ana");
  await enviarTudo();
  const [ida] = idas.filter(({ metodo, cabecalhos }) => metodo === "POST" && cabecalhos.Guardado === chave);
  assert.deepEqual(ida.campos.slice(0, 2), ATO.campos);
  assert.deepEqual([ida.campos[2][0], ida.campos[2][1].name, await ida.campos[2][1].text()], ["fotos", "muro.jpg", "a foto do muro 1"]);
  assert.equal((await achar(chave)).estado, "enviado");
  assert.ok(!("campos" in (await noBanco(parado))));
  assert.equal((await achar(parado)).arquivos.length, 1);
  servidor(() => json({ estado: "feito" }), "ana");
  await enviarTudo({ forcar: true });
  assert.equal((await achar(parado)).estado, "enviado");
});

test("duas mudanças ao mesmo tempo no mesmo guardado valem as duas", async () => {
  const [chave] = await guardados({ ...PEDIDO, arquivos: [FOTO] });
  const anotar = ({ arquivos }) => ({ arquivos: arquivos.map((arquivo) => ({ ...arquivo, enviado: true })) });
  await Promise.all([mudar(chave, { recado: "um" }), mudar(chave, anotar), mudar(chave, ({ tentativas }) => ({ tentativas: tentativas + 1 }))]);
  const { recado, arquivos, tentativas } = await achar(chave);
  assert.deepEqual([recado, arquivos[0].enviado, tentativas], ["um", true, 1]);
});

// --- o que voltou: ainda tem o que fazer? ---------------------------------------------------

async function atoParado(dados = ATO) {
  const [chave] = await guardados(dados);
  await mudar(chave, { estado: "precisa_de_voce", posse: "a minha" });
  return chave;
}

test("o ato que já não tem o que fazer sai da lista e diz-se uma vez, ainda que se pergunte duas", async () => {
  document.cookie = "conta=ana";
  const chave = await atoParado();
  const idas = rede(() => json({ estado: "passou", recado: "Finalizada (Rita)" }));
  const [umaVez, outraVez] = await Promise.all([conferir(), conferir()]);
  assert.deepEqual([umaVez, outraVez], [["2026-000123 (Finalizada (Rita))"], []]);
  assert.equal(await achar(chave), undefined);
  assert.equal(idas.length, 1);
  assert.deepEqual([idas[0].caminho, idas[0].busca, idas[0].cabecalhos.Guardado], ["/campo/123/", "?versao=7", chave]);
});

test("o ato que ainda tem o que fazer fica; pelo de outra conta, e pelo que ainda vai, nem se pergunta", async () => {
  const chave = await atoParado();
  await guardados(ATO);
  const idas = rede(() => json({ estado: "aberto" }));
  assert.deepEqual(await conferir(), []);
  assert.equal(idas.length, 0);
  document.cookie = "conta=ana";
  assert.deepEqual(await conferir(), []);
  assert.equal(idas.length, 1);
  assert.ok(await achar(chave));
});

test("a página que dá lugar a outra enquanto pergunta não tira nada da lista: já não o diria a ninguém", async () => {
  document.cookie = "conta=ana";
  const chave = await atoParado();
  rede(() => {
    acontece("beforeunload");
    return json({ estado: "passou" });
  });
  assert.deepEqual(await conferir(), []);
  assert.ok(await achar(chave));
});

test("o pedido que a pessoa acabou na página fica enviado; sem posse, ou sem isso, fica como estava", async () => {
  const chave = await atoParado(PEDIDO);
  const semPosse = await atoParado(PEDIDO);
  await mudar(semPosse, { posse: "" });
  rede(() => json({ estado: "aberto", endereco: "/pedido/detalhes/" }));
  await conferir();
  assert.equal((await achar(chave)).estado, "precisa_de_voce");
  const idas = rede(() => json(ENVIADO));
  await conferir();
  assert.equal((await achar(chave)).estado, "enviado");
  assert.equal((await achar(semPosse)).estado, "precisa_de_voce");
  assert.deepEqual(idas.map(({ cabecalhos }) => [cabecalhos.Posse, cabecalhos["Pedido-Sozinho"]]), [["a minha", "sim"]]);
});

test("sem rede, ao conferir, para-se no primeiro; com o servidor a falhar, vai-se ao seguinte", async () => {
  await atoParado(PEDIDO);
  const outro = await atoParado(PEDIDO);
  let idas = rede(caiu);
  await conferir();
  assert.equal(idas.length, 1);
  idas = rede(({ caminho }) => (caminho.includes(outro) ? json(ENVIADO) : html(503)));
  await conferir();
  assert.equal((await achar(outro)).estado, "enviado");
  assert.equal(idas.length, 2);
  assert.equal(console.warn.mock.callCount(), 0, "o servidor que pede para esperar não é falha do aparelho");
});
