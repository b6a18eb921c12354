// O pedido que se faz no aparelho: achar o serviço, o que falta, o que se guarda, aonde se vai, e quanto o rascunho dura.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { doPortal } from "./aparelho.mjs";
import { esvaziarBancos } from "./banco.mjs";

const { palavrasDe, tem } = await doPortal("aplicativo/escolher");
const { endereco, faltasDoLugar } = await doPortal("aplicativo/conferir");
const { aondeVai, comoSeLe, separar } = await doPortal("aplicativo/formulario");
const { esquecer, ler, mudar } = await doPortal("aplicativo/preparo");

// --- achar o serviço ------------------------------------------------------------------------

const acha = (palavras, escrito) => tem(palavras, palavrasDe(escrito));

test("das palavras escritas contam as que distinguem: nem as curtas, nem as de ligação", () => {
  assert.deepEqual(palavrasDe("Tem um BURACO na minha rua, com água!"), ["buraco", "rua", "agua"]);
  assert.deepEqual(palavrasDe(" de  a o "), []);
});

test("sem palavra que conte, todo serviço fica à vista", () => {
  assert.equal(acha("buraco asfalto", "de"), true);
  assert.equal(acha("buraco asfalto", ""), true);
});

test("acha-se pelo começo de uma palavra, no singular ou no plural, e todas têm de estar", () => {
  const palavras = "poda arvore galhos onibus";
  for (const escrito of ["árvore", "arvores", "Árvores com galho", "pod", "onibus", "galhos"]) assert.equal(acha(palavras, escrito), true, escrito);
  for (const escrito of ["rvore", "árvore buraco", "arvorezinha"]) assert.equal(acha(palavras, escrito), false, escrito);
});

test("o s de uma palavra curta é dela", () => {
  assert.equal(acha("gas vazamento", "gás"), true);
  assert.equal(acha("gato solto", "gats"), false);
});

// --- o que falta do lugar -------------------------------------------------------------------

const REGRAS = { lugar: "Escreva a rua ou o CEP.", numero: "Escreva o número." };
const form = (ditos) => ({ elements: Object.fromEntries(Object.entries(ditos).map(([nome, value]) => [nome, { value }])) });
const faltam = (ditos, regras = REGRAS) => faltasDoLugar(form(ditos), regras).map(({ nome }) => nome);

test("o lugar é a rua ou o CEP, com o número ou uma referência", () => {
  const casos = [
    [{}, ["logradouro", "numero"]],
    [{ logradouro: "   ", numero: " " }, ["logradouro", "numero"]],
    [{ logradouro: "Rua Augusta" }, ["numero"]],
    [{ numero: "10" }, ["logradouro"]],
    [{ cep: "01305-000" }, ["numero"]],
    [{ cep: "01305-000", numero: "10" }, []],
    [{ logradouro: "Rua Augusta", referencia: "em frente ao mercado" }, []],
  ];
  for (const [ditos, quer] of casos) assert.deepEqual(faltam(ditos), quer, JSON.stringify(ditos));
  assert.deepEqual(faltasDoLugar(form({}), REGRAS).map(({ frase }) => frase), [REGRAS.lugar, REGRAS.numero]);
});

test("o número pode vir no fim da rua; o que é do nome dela não é número", () => {
  const comNumero = ["Rua Augusta, 100", "Rua Augusta 100", "Rua Augusta,100b", "Rua Augusta, 100 B"];
  const semNumero = ["Rua 25 de Março", "Rua A100", "Rua Augusta, s/n"];
  for (const logradouro of comNumero) assert.deepEqual(faltam({ logradouro }), [], logradouro);
  for (const logradouro of semNumero) assert.deepEqual(faltam({ logradouro }), ["numero"], logradouro);
});

test("o ponto marcado basta, e o serviço que não pede lugar não o cobra", () => {
  assert.deepEqual(faltam({ lat: "-23.55" }), []);
  assert.deepEqual(faltam({}, { numero: REGRAS.numero }), []);
});

test("o endereço resume-se só com o que se escreveu", () => {
  assert.equal(endereco(form({})), "");
  const tudo = { logradouro: "Rua A", numero: "10", complemento: "casa 2", referencia: "ao lado", cep: "01305-000" };
  assert.equal(endereco(form(tudo)), "Rua A, 10, casa 2; referência: ao lado; CEP 01305-000");
  assert.equal(endereco(form({ cep: "01305-000" })), "CEP 01305-000");
});

// --- o que se guarda, e aonde se vai --------------------------------------------------------

test("guarda-se o que se escreveu e os arquivos escolhidos, sem a prova da página nem o campo de arquivo vazio", () => {
  const foto = new File(["1234"], "1.jpg");
  const pares = [["csrfmiddlewaretoken", "segredo"], ["servico", "poda"], ["r_1", "a"], ["r_1", "b"], ["fotos", new File([], "")], ["fotos", foto]];
  assert.deepEqual(separar(pares), {
    campos: [["servico", "poda"], ["r_1", "a"], ["r_1", "b"]],
    arquivos: [{ campo: "fotos", blob: foto, nome: "1.jpg" }],
  });
});

test("vai-se ao que se mandou, ou à página em que se acaba; senão, à lista do que espera", () => {
  const lista = "/aplicativo/para-enviar/#a";
  assert.equal(aondeVai("a", { estado: "enviado", endereco: "/comprovante/" }), "/comprovante/");
  assert.equal(aondeVai("a", { estado: "precisa_de_voce", acabaNaPagina: true, endereco: "/pedido/lugar/" }), "/pedido/lugar/");
  assert.equal(aondeVai("a", { estado: "precisa_de_voce", acabaNaPagina: false, endereco: "/pedido/" }), lista);
  assert.equal(aondeVai("a", { estado: "esperando", endereco: "" }), lista);
  assert.equal(aondeVai("a", { estado: "enviado", endereco: "" }), lista);
  assert.equal(aondeVai("a", undefined), lista);
});

test("lê-se como a pessoa leu: os rótulos, o texto das escolhas, e nada do que estava escondido", () => {
  const rotulo = (texto) => [{ textContent: ` ${texto} ` }];
  const campo = (mais) => ({ type: "text", tagName: "INPUT", value: "x", labels: rotulo("Rótulo"), offsetParent: {}, closest: () => null, ...mais });
  const grupo = { querySelector: () => ({ textContent: " De que tamanho? " }) };
  const elements = [
    campo({ labels: rotulo("Número"), value: " 10 " }),
    campo({ labels: rotulo("Tipo"), tagName: "SELECT", value: "p", selectedOptions: rotulo("Pequeno") }),
    campo({ type: "radio", labels: rotulo("Grande"), value: "g", checked: true, closest: () => grupo }),
    campo({ type: "radio", labels: rotulo("Médio"), value: "m", checked: false, closest: () => grupo }),
    campo({ type: "checkbox", labels: rotulo("Há risco"), value: "sim", checked: true }),
    campo({ type: "checkbox", labels: rotulo("Há água"), value: "sim", checked: false }),
    campo({ labels: rotulo("Escondido"), offsetParent: null }),
    campo({ labels: rotulo("Em branco"), value: "  " }),
    campo({ type: "file", labels: rotulo("Fotos") }),
    campo({ labels: [] }),
  ];
  assert.deepEqual(comoSeLe({ elements }), [["Número", "10"], ["Tipo", "Pequeno"], ["De que tamanho?", "Grande"], ["Há risco", "Sim"]]);
});

// --- o que se prepara -----------------------------------------------------------------------

const COMECO = Date.parse("2026-12-01T12:00:00Z");
const DIA = 86_400_000;
mock.timers.enable({ apis: ["Date"], now: COMECO });
beforeEach(() => {
  mock.timers.setTime(COMECO);
  esvaziarBancos();
});

const lugar = { ponto: [-23.5, -46.6], palavras: "Rua A" };
const porLugar = (preparo) => Object.assign(preparo, { lugar });

test("o que se prepara passa de uma página à outra, até se esquecer", async () => {
  assert.deepEqual(await ler(), { fotos: [], lugar: null, respostas: {}, criado: COMECO });
  await mudar(porLugar);
  await mudar((preparo) => Object.assign(preparo.respostas, { poda: [["r_1", "a"]] }));
  assert.deepEqual(await ler(), { fotos: [], lugar, respostas: { poda: [["r_1", "a"]] }, criado: COMECO });
  await esquecer();
  assert.equal((await ler()).lugar, null);
});

test("dura um dia desde que se começou, e mudar não o estica", async () => {
  await mudar(porLugar);
  mock.timers.setTime(COMECO + DIA - 1);
  await mudar((preparo) => preparo.fotos.push("foto"));
  assert.deepEqual((await ler()).lugar, lugar);
  mock.timers.setTime(COMECO + DIA);
  assert.deepEqual(await ler(), { fotos: [], lugar: null, respostas: {}, criado: COMECO + DIA });
});

test("o vencido não volta ao mudar, e some do aparelho ao ler", async () => {
  await mudar(porLugar);
  mock.timers.setTime(COMECO + DIA);
  assert.deepEqual(await mudar((preparo) => preparo.fotos.push("nova")), { fotos: ["nova"], lugar: null, respostas: {}, criado: COMECO + DIA });
  mock.timers.setTime(COMECO + 2 * DIA);
  await ler();
  mock.timers.setTime(COMECO);
  assert.deepEqual((await ler()).fotos, []);
});
