// As fotos: de que tamanho ficam, quantas cabem, qual diz o lugar e o que se diz delas.
import assert from "node:assert/strict";
import { test } from "node:test";

import { doPortal } from "./aparelho.mjs";
import { SE, jpeg } from "./jpeg.mjs";

const { medidas, nomeEmJpeg, reduzida } = await doPortal("aplicativo/reduzir");
const { acrescentar, primeiroPonto } = await doPortal("aplicativo/fotos");
const { comoEstao } = await doPortal("fotos");
const { devolver, escrito } = await doPortal("pedido");
const { miniatura, tamanhoEmPalavras } = await doPortal("miniatura");

test("o lado maior fica em 1.920 pontos, deitada ou de pé, com a mesma forma", () => {
  assert.deepEqual(medidas({ width: 4000, height: 3000 }), [1920, 1440]);
  assert.deepEqual(medidas({ width: 3000, height: 4000 }), [1440, 1920]);
  assert.deepEqual(medidas({ width: 1921, height: 1921 }), [1920, 1920]);
});

test("a que já cabe não cresce", () => {
  assert.deepEqual(medidas({ width: 1920, height: 1080 }), [1920, 1080]);
  assert.deepEqual(medidas({ width: 30, height: 20 }), [30, 20]);
});

test("a muito comprida não some: o lado menor tem pelo menos um ponto", () => {
  assert.deepEqual(medidas({ width: 100_000, height: 3 }), [1920, 1]);
  assert.deepEqual(medidas({ width: 1, height: 50_000 }), [1, 1920]);
});

test("a reduzida é JPEG também no nome", () => {
  assert.equal(nomeEmJpeg("IMG_1.HEIC"), "IMG_1.jpg");
  assert.equal(nomeEmJpeg("rua.da.sé.png"), "rua.da.sé.jpg");
  assert.equal(nomeEmJpeg("sem fim"), "sem fim.jpg");
  assert.equal(nomeEmJpeg(".png"), "foto.jpg");
  assert.equal(nomeEmJpeg(""), "foto.jpg");
});

// Uma tela que se lembra de como a fizeram; `dar` é o que ela devolve ao virar JPEG.
function comTela(dar, imagem = { width: 4000, height: 3000 }) {
  const feito = { pintado: [], fechada: false };
  globalThis.createImageBitmap = async () => ({ ...imagem, close: () => (feito.fechada = true) });
  document.createElement = () => ({
    getContext: () => ({ fillRect: (...onde) => feito.pintado.push(onde), drawImage: (_imagem, ...onde) => feito.pintado.push(onde) }),
    toBlob: (pronto, tipo, qualidade) => pronto(Object.assign(dar, feito, { tipo, qualidade }) && dar.blob),
  });
  return feito;
}

test("a foto sai menor, em JPEG, e larga a memória da grande", async () => {
  const saida = { blob: new Blob(["menor"]) };
  const feito = comTela(saida);
  const nova = await reduzida(new File(["muito maior"], "IMG_1.png", { type: "image/png" }));
  assert.deepEqual([nova.name, nova.type, await nova.text()], ["IMG_1.jpg", "image/jpeg", "menor"]);
  assert.deepEqual([saida.tipo, saida.qualidade, feito.fechada], ["image/jpeg", 0.85, true]);
  assert.deepEqual(feito.pintado, [[0, 0, 1920, 1440], [0, 0, 1920, 1440]]);
});

test("a que o aparelho não abre, ou não sabe fazer menor, vai como está", async () => {
  const arquivo = new File(["heic"], "IMG_1.HEIC", { type: "image/heic" });
  comTela({ blob: null });
  assert.equal(await reduzida(arquivo), arquivo);
  globalThis.createImageBitmap = () => Promise.reject(new DOMException("não se abre", "InvalidStateError"));
  assert.equal(await reduzida(arquivo), arquivo);
  await assert.rejects(miniatura(arquivo), "a miniatura não se inventa");
});

test("entram as que cabem, na ordem, e dizem-se as que ficaram de fora", () => {
  const casos = [
    [[], ["a", "b"], ["a", "b"], 0],
    [["1", "2", "3"], ["a", "b"], ["1", "2", "3", "a", "b"], 0],
    [["1", "2", "3", "4"], ["a", "b"], ["1", "2", "3", "4", "a"], 1],
    [["1", "2", "3", "4", "5"], ["a", "b"], ["1", "2", "3", "4", "5"], 2],
  ];
  for (const [fotos, novas, quer, demais] of casos) {
    assert.equal(acrescentar(fotos, novas, 5), demais);
    assert.deepEqual(fotos, quer);
  }
});

test("o lugar é o da primeira foto que o diz", async () => {
  const foto = (bytes) => new Blob([new Uint8Array(bytes)]);
  const [semLugar, naSe, noNorte] = [[0xff, 0xd8, 0, 0], jpeg(), jpeg({ ...SE, ladoLat: "N" })].map(foto);
  assert.deepEqual(await primeiroPonto([semLugar, naSe, noNorte]), [-23.5505, -46.634]);
  assert.equal(await primeiroPonto([semLugar, semLugar]), null);
  assert.equal(await primeiroPonto([]), null);
});

test("diz-se quantas se escolheram e o que o servidor recusaria delas", () => {
  const foto = (name, size = 10) => ({ name, size });
  const limites = { maximo: "2", maior: String(10 * 1024 * 1024) };
  assert.equal(comoEstao([], limites), "");
  assert.equal(comoEstao([foto("a")], limites), "1 foto escolhida.");
  assert.equal(comoEstao([foto("a"), foto("b")], limites), "2 fotos escolhidas.");
  assert.equal(comoEstao([foto("a"), foto("b"), foto("c", 1e9)], limites), "3 fotos escolhidas. Envie no máximo 2.");
  assert.equal(comoEstao([foto("a"), foto("b", 10 * 1024 * 1024)], limites), "2 fotos escolhidas.");
  assert.equal(comoEstao([foto("a"), foto("b", 10 * 1024 * 1024 + 1)], limites), "2 fotos escolhidas. b passa de 10,0 MB: escolha outra.");
  const muitas = new Array(30).fill(foto("a", 1e9));
  for (const semLimite of [{}, { maximo: "0", maior: "" }]) assert.equal(comoEstao(muitas, semLimite), "30 fotos escolhidas.");
});

test("o tamanho diz-se em KB até um mega, e nunca é zero", () => {
  const ditos = [[0, "1 KB"], [600, "1 KB"], [1536, "2 KB"], [1024 * 1024 - 1, "1024 KB"], [1024 * 1024, "1,0 MB"], [2.25 * 1024 * 1024, "2,3 MB"]];
  for (const [tamanho, dito] of ditos) assert.equal(tamanhoEmPalavras(tamanho), dito);
});

// --- o que se escreve enquanto a foto sobe ----------------------------------------------------

// Um formulário: os campos na ordem, e pelo `id`.
function formulario(...campos) {
  return { elements: Object.assign(campos, { namedItem: (id) => campos.find((campo) => campo.id === id) ?? null }) };
}

test("volta à página nova só o que mudou depois de se mandar", () => {
  const texto = (value) => ({ id: "conte", type: "textarea", value });
  const opcao = (checked) => ({ id: "como_1", type: "radio", checked });
  const mandado = escrito(formulario(texto("Está caída."), opcao(false), { id: "numero", type: "text", value: "10" }));
  const agora = escrito(formulario(texto("Está caída na esquina."), opcao(true), { id: "numero", type: "text", value: "10" }));
  const nova = formulario(texto("Está caída."), opcao(false), { id: "numero", type: "text", value: "12" });
  devolver(nova, mandado, agora);
  assert.deepEqual([nova.elements[0].value, nova.elements[1].checked, nova.elements[2].value], ["Está caída na esquina.", true, "12"]);
});

test("o arquivo, o escondido e o que a página nova já não tem ficam como estão", () => {
  const depois = escrito(formulario({ id: "f", type: "file", value: "x" }, { id: "h", type: "hidden", value: "y" }, { id: "t", type: "text", value: "z" }));
  assert.deepEqual([...depois.keys()], ["t"]);
  assert.doesNotThrow(() => devolver(formulario(), new Map(), depois));
});
