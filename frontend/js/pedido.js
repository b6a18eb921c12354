// Pedido de serviço: perguntas que dependem de outra, sugestões de rua e o lugar dado pelo aparelho.
// Sem este módulo todas as perguntas ficam à vista, com a dica de quando responder, e o endereço se escreve.
const marcados = (nome) =>
  [...document.getElementsByName(nome)]
    .filter((campo) => campo.checked || campo.tagName === "SELECT")
    .map((campo) => campo.value);

// As perguntas vêm em ordem: quando uma se esconde, a que depende dela é vista depois e também se esconde.
function ajustarPerguntas(formulario) {
  for (const campo of formulario.querySelectorAll("[data-mostrar-se]")) {
    const [nome, valores] = campo.dataset.mostrarSe.split("=");
    const anterior = document.getElementsByName(nome)[0]?.closest(".govuk-form-group");
    const mostrar = !anterior?.hidden && valores.split(",").some((valor) => marcados(nome).includes(valor));
    const grupo = campo.closest(".govuk-form-group");
    grupo.hidden = !mostrar;
    for (const dica of grupo.querySelectorAll("[data-quando]")) dica.hidden = true;
  }
}

// A orientação de uma resposta, assim que se escolhe; o "já li" da que se esconde não vai.
function ajustarConselhos(formulario) {
  for (const caixa of formulario.querySelectorAll("[data-conselho]")) {
    const [nome, valor] = caixa.dataset.conselho.split("=");
    const grupo = document.getElementsByName(nome)[0]?.closest(".govuk-form-group");
    caixa.hidden = Boolean(grupo?.hidden) || !marcados(nome).includes(valor);
    for (const ciente of caixa.querySelectorAll("[name=ciente]")) {
      ciente.disabled = caixa.hidden;
      if (caixa.hidden) ciente.checked = false;
    }
  }
}

function ajustar(formulario) {
  ajustarPerguntas(formulario);
  ajustarConselhos(formulario);
}

function iniciarPerguntas(formulario) {
  ajustar(formulario);
  formulario.dataset.ajustadas = "";
  formulario.addEventListener("change", () => ajustar(formulario));
}

// Ruas sugeridas. Escolher uma diz também o distrito dela; escrever depois desfaz a escolha.
// O número e o CEP que se escreveram junto vão para os campos deles, se estão vazios.
function preencherRua(sugestao) {
  const rua = document.getElementById(sugestao.dataset.preenche);
  rua.value = sugestao.dataset.valor;
  for (const nome of ["cep", "numero"]) {
    const campo = document.getElementById(`id_${nome}`);
    if (campo && !campo.value) campo.value = sugestao.dataset[nome] ?? "";
  }
  const sugerido = document.getElementById("id_sugerido");
  if (sugerido) sugerido.value = sugestao.dataset.sugerido;
  for (const lista of document.querySelectorAll("[data-sugestoes]")) lista.replaceChildren();
  return rua;
}

document.addEventListener("click", (evento) => {
  const sugestao = evento.target.closest("[data-preenche]");
  if (!sugestao) return;
  const rua = preencherRua(sugestao);
  document.getElementById(rua.dataset.depois)?.focus();
});

// O CEP de uma rua só a preenche, se ela ainda não foi escrita; o foco fica onde a pessoa está.
document.addEventListener("htmx:afterSwap", ({ target }) => {
  const ruas = target.id === "sugestoes-cep" ? target.querySelectorAll("[data-preenche]") : [];
  if (ruas.length !== 1 || document.getElementById(ruas[0].dataset.preenche).value) return;
  const { value } = preencherRua(ruas[0]);
  const dito = document.createElement("p");
  dito.className = "govuk-hint";
  dito.textContent = `Preenchemos a rua: ${value}. Confira.`;
  target.replaceChildren(dito);
});

document.addEventListener("input", ({ target }) => {
  const sugerido = document.getElementById("id_sugerido");
  if (sugerido && (target.name === "cep" || target.name === "logradouro")) sugerido.value = "";
});

// "Usar onde estou": só quando se pede. O servidor acha a rua, e a pessoa confere.
function iniciarAqui(caixa) {
  const [usar, mandar, situacao] = ["usar", "mandar", "situacao"].map((nome) =>
    caixa.querySelector(`[data-aqui-${nome}]`),
  );
  const marcar = ({ coords }) => {
    document.getElementById("id_lat").value = coords.latitude.toFixed(6);
    document.getElementById("id_lon").value = coords.longitude.toFixed(6);
    mandar.click();
  };
  const falhar = () => {
    situacao.textContent = "Não conseguimos a sua localização. Escreva o endereço.";
    usar.disabled = false;
  };
  usar.addEventListener("click", () => {
    usar.disabled = true;
    situacao.textContent = "Procurando onde você está…";
    navigator.geolocation.getCurrentPosition(marcar, falhar, { enableHighAccuracy: true, timeout: 10000 });
  });
}

// A página que se refaz no lugar não traz o que se escreveu depois de a mandar: uma foto demora a subir.
const NAO_SE_ESCREVEM = ["file", "hidden", "submit", "button"];

export function escrito(formulario) {
  const campos = [...formulario.elements].filter(({ id, type }) => id && !NAO_SE_ESCREVEM.includes(type));
  const dito = (campo) => (["radio", "checkbox"].includes(campo.type) ? campo.checked : campo.value);
  return new Map(campos.map((campo) => [campo.id, dito(campo)]));
}

export function devolver(formulario, mandado, agora) {
  for (const [id, valor] of agora) {
    const campo = mandado.get(id) === valor ? null : formulario.elements.namedItem(id);
    if (campo) campo[typeof valor === "boolean" ? "checked" : "value"] = valor;
  }
}

const doPedido = () => document.getElementById("pedido");
let mandado = null;
let agora = null;
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.target.id === "conteudo" && doPedido()) mandado = escrito(doPedido());
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id === "conteudo" && doPedido()) agora = escrito(doPedido());
});
document.addEventListener("htmx:afterSwap", () => {
  if (mandado && agora && doPedido()) devolver(doPedido(), mandado, agora);
  agora = null;
});

function iniciar(raiz) {
  raiz.querySelectorAll("[data-perguntas]").forEach(iniciarPerguntas);
  raiz.querySelectorAll("[data-aqui]").forEach(navigator.geolocation ? iniciarAqui : (caixa) => caixa.remove());
}

iniciar(document);
// O htmx avisa uma vez do corpo inteiro, que já começou, e depois de cada pedaço que chega.
document.body.addEventListener("htmx:load", ({ detail }) => {
  if (detail.elt === document.body) return;
  iniciar(detail.elt);
  const perguntas = detail.elt.closest("[data-perguntas]");
  if (perguntas) ajustar(perguntas);
});
