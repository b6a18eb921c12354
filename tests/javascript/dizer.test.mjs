// O que se diz de um guardado, e aonde o botão dele leva.
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { doPortal } from "./aparelho.mjs";

const { sairamDaLista, situacao, vence } = await doPortal("aplicativo/dizer");
const { caminho } = await doPortal("aplicativo/para_enviar");

const DIA = 86_400_000;
const AGORA = Date.parse("2026-12-01T12:00:00Z");
mock.timers.enable({ apis: ["Date"], now: AGORA });

test("do que é de outra conta só se diz que o é, e some o que o servidor disse", () => {
  document.cookie = "conta=ana";
  const item = { estado: "precisa_de_voce", recado: "Falta o número." };
  assert.equal(situacao({ ...item, conta: "rui" }).estado, "De outra conta");
  assert.doesNotMatch(situacao({ ...item, conta: "rui" }).recado, /número/);
  assert.deepEqual(situacao({ ...item, conta: "ana" }), { estado: "Precisa de você", cor: "vermelho", recado: "Falta o número." });
  assert.equal(situacao({ ...item, conta: "" }).estado, "Precisa de você");
});

test("quem saiu da conta não vê o que é dela, e entra para o ver; a página que o servidor desenhou diz de quem é", () => {
  const item = { estado: "precisa_de_voce", recado: "Falta o número.", conta: "ana", endereco: "/pedido/" };
  assert.equal(caminho({ ...item, conta: "rui" }), null);
  document.cookie = "";
  assert.deepEqual([situacao(item).estado, caminho(item, true)[0]], ["De uma conta", "Entrar e enviar"]);
  assert.doesNotMatch(situacao(item).recado, /número/);
  document.querySelector = () => ({ dataset: { conta: "ana" } });
  assert.equal(situacao(item).estado, "Precisa de você");
  document.querySelector = () => null;
});

test("toda situação tem o seu nome, e o recado que é só um código, a sua frase", () => {
  for (const estado of ["esperando", "enviando", "precisa_de_voce", "enviado", "vencido"]) assert.ok(situacao({ estado, conta: "" }).estado);
  assert.match(situacao({ estado: "esperando", recado: "entrar" }).recado, /^Entre na sua conta/);
  assert.match(situacao({ estado: "esperando", recado: "outra_conta" }).recado, /^É de outra conta/);
  assert.match(situacao({ estado: "vencido", recado: "entrar" }).recado, /^Passaram 7 dias/);
});

test("vence hoje no último dia; antes, diz em quantos", () => {
  const em = (tempo) => vence({ expira: AGORA + tempo });
  assert.deepEqual([em(-1), em(0), em(DIA)], ["vence hoje", "vence hoje", "vence hoje"]);
  assert.deepEqual([em(DIA + 1), em(7 * DIA)], ["vence em 2 dias", "vence em 7 dias"]);
});

test("os atos que saíram da lista dizem-se pelo nome, e nenhum não se diz", () => {
  assert.equal(sairamDaLista([]), "");
  assert.equal(sairamDaLista(["A"]), "Saiu da lista, porque já não há o que fazer: A.");
  assert.equal(sairamDaLista(["A", "B"]), "Saíram da lista, porque já não há o que fazer: A; B.");
});

test("o botão leva aonde se acaba: o comprovante, a entrada, a página que falta ou a de onde se veio", () => {
  const item = { estado: "precisa_de_voce", recado: "", endereco: "/pedido/lugar/", volta: "/servico/" };
  const aonde = (este) => caminho(este, true);
  assert.deepEqual(aonde(item), ["Abrir e acabar", "/pedido/lugar/"]);
  assert.deepEqual(aonde({ ...item, endereco: "" }), ["Voltar à página", "/servico/"]);
  assert.equal(aonde({ ...item, endereco: "", volta: "" }), null);
  assert.deepEqual(aonde({ ...item, estado: "enviado", recado: "entrar" }), ["Ver o comprovante", "/pedido/lugar/"]);
  assert.ok(!aonde({ ...item, estado: "enviado", endereco: "" }));
  const entrar = ["Entrar e enviar", "/conta/login/?next=%2Faplicativo%2Fpara-enviar%2F"];
  assert.deepEqual(aonde({ ...item, estado: "esperando", recado: "entrar" }), entrar);
  for (const estado of ["esperando", "enviando", "vencido"]) assert.equal(aonde({ ...item, estado }), null, estado);
  assert.equal(aonde({ ...item, endereco: "", retirado: true }), null, "a página do serviço que saiu não existe");
});

test("sem internet o botão só leva à página de onde se veio", () => {
  const item = { estado: "precisa_de_voce", recado: "", endereco: "", volta: "/servico/" };
  assert.deepEqual(caminho(item, false), ["Voltar à página", "/servico/"]);
  for (const outro of [{ endereco: "/pedido/lugar/" }, { estado: "enviado", endereco: "/c/" }, { estado: "esperando", recado: "entrar" }])
    assert.equal(caminho({ ...item, ...outro }, false), null);
});
