// O que se cobra antes de guardar, e o resumo do que vai: quem confere de verdade é o servidor, ao enviar.
import { faltasDeQuem } from "./quem.js";

const NUMERO_NO_FIM = /[,\s]\s*\d+\s*[a-z]?$/i;
const RESUMIDOS = new Set(["cep", "complemento", "numero", "referencia", "logradouro"]);

const LIGUE = "Há perigo: ligue primeiro. Depois marque que já ligou, e continue o pedido.";
// A orientação à vista que ainda não se disse que se leu.
const POR_LER = "[name=ciente]:enabled:not(:checked)";

const valor = (form, nome) => form.elements[nome]?.value?.trim() ?? "";

// O que falta, na ordem da página: cada um com o campo e a frase. O perigo vem antes de tudo, sozinho.
export function faltas(form, regras) {
  if (form.querySelector(`.sp-conselho--perigo ${POR_LER}`)) return [{ nome: "ciente", frase: LIGUE }];
  const achadas = Object.entries(regras.faltas)
    .filter(([nome]) => aVista(form, nome) && !respondido(form, nome))
    .map(([nome, frase]) => ({ nome, frase }));
  achadas.push(...faltasDoLugar(form, regras), ...faltasDeQuem(form));
  if (form.querySelector(POR_LER)) achadas.push({ nome: "ciente", frase: "Leia a orientação antes de continuar o pedido." });
  return achadas.sort((uma, outra) => ordem(form, uma.nome, outra.nome));
}

// Sem o ponto marcado, a rua ou o CEP, e o número ou uma referência; o número pode vir no fim da rua.
export function faltasDoLugar(form, regras) {
  if (!regras.lugar || valor(form, "lat")) return [];
  const achadas = [];
  const rua = valor(form, "logradouro");
  if (!rua && !valor(form, "cep")) achadas.push({ nome: "logradouro", frase: regras.lugar });
  if (!valor(form, "numero") && !valor(form, "referencia") && !NUMERO_NO_FIM.test(rua)) achadas.push({ nome: "numero", frase: regras.numero });
  return achadas;
}

const primeiro = (form, nome) =>
  nome === "ciente"
    ? (form.querySelector(`.sp-conselho--perigo ${POR_LER}`) ?? form.querySelector(POR_LER))
    : form.querySelector(`[name="${nome}"]`);

function aVista(form, nome) {
  const campo = primeiro(form, nome);
  return Boolean(campo) && !campo.closest(".govuk-form-group").hidden;
}

function respondido(form, nome) {
  return new FormData(form).getAll(nome).some((dito) => String(dito).trim());
}

function ordem(form, um, outro) {
  return primeiro(form, um).compareDocumentPosition(primeiro(form, outro)) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

// As frases junto de cada campo e no alto, com o foco, como as que o servidor escreve.
export function mostrarFaltas(form, achadas) {
  limparFaltas(form);
  if (!achadas.length) return;
  for (const { nome, frase } of achadas) escreverErro(primeiro(form, nome), frase);
  const resumo = document.createElement("div");
  resumo.className = "govuk-error-summary";
  resumo.tabIndex = -1;
  const [dentro, titulo, lista] = [document.createElement("div"), document.createElement("h2"), document.createElement("ul")];
  dentro.setAttribute("role", "alert");
  titulo.className = "govuk-error-summary__title";
  titulo.textContent = "Confira o que falta";
  lista.className = "govuk-list govuk-error-summary__list";
  lista.append(...achadas.map(({ nome, frase }) => linkPara(primeiro(form, nome), frase)));
  dentro.append(titulo, lista);
  resumo.append(dentro);
  document.querySelector("[data-erros]").replaceChildren(resumo);
  if (!document.title.startsWith("Erro: ")) document.title = `Erro: ${document.title}`;
  resumo.focus();
}

function linkPara(campo, frase) {
  const [li, link] = [document.createElement("li"), document.createElement("a")];
  link.href = `#${campo.id}`;
  link.textContent = frase;
  link.addEventListener("click", (evento) => {
    evento.preventDefault();
    campo.closest("details")?.setAttribute("open", "");
    campo.focus();
  });
  li.append(link);
  return li;
}

function escreverErro(campo, frase) {
  const grupo = campo.closest(".govuk-form-group");
  const erro = document.createElement("p");
  erro.className = "govuk-error-message";
  erro.id = `${campo.name}_falta`;
  erro.dataset.falta = "";
  const dito = document.createElement("span");
  dito.className = "govuk-visually-hidden";
  dito.textContent = "Erro: ";
  erro.append(dito, frase);
  grupo.classList.add("govuk-form-group--error");
  const quem = campo.closest("fieldset") ?? campo;
  quem.setAttribute("aria-describedby", [quem.getAttribute("aria-describedby"), erro.id].filter(Boolean).join(" "));
  const antes = quem === campo ? campo.closest(".govuk-checkboxes") ?? campo : quem.querySelector(".govuk-radios, .govuk-checkboxes, .govuk-date-input") ?? campo;
  antes.before(erro);
}

function limparFaltas(form) {
  document.querySelector("[data-erros]").replaceChildren();
  document.title = document.title.replace(/^Erro: /, "");
  for (const erro of form.querySelectorAll("[data-falta]")) {
    const grupo = erro.closest(".govuk-form-group");
    grupo.classList.remove("govuk-form-group--error");
    const quem = grupo.querySelector(`[aria-describedby~="${erro.id}"]`);
    quem?.setAttribute("aria-describedby", quem.getAttribute("aria-describedby").split(" ").filter((id) => id !== erro.id).join(" "));
    erro.remove();
  }
}

// "Confira antes de enviar": o que já se respondeu, cada parte com onde se altera.
export function resumir(form, fotos, lugar) {
  const linhas = [];
  if (fotos.length) linhas.push(["Fotos", fotos.length === 1 ? "1 foto" : `${fotos.length} fotos`, "fotos"]);
  const onde = [endereco(form), valor(form, "lat") ? `ponto marcado${lugar?.palavras ? ` perto de ${lugar.palavras}` : ""}` : ""];
  if (onde.some(Boolean)) linhas.push(["Onde", onde.filter(Boolean).join("; "), "lugar"]);
  for (const grupo of form.querySelectorAll(".govuk-form-group:not([hidden])")) {
    const campo = grupo.querySelector("input, select, textarea");
    if (!campo || campo.type === "file" || campo.name === "ciente" || RESUMIDOS.has(campo.name)) continue;
    const dito = emPalavras(grupo, campo);
    if (dito) linhas.push([rotulo(grupo), dito, campo.id]);
  }
  const lista = document.createElement("dl");
  lista.className = "govuk-summary-list";
  lista.append(...linhas.map(linha));
  form.querySelector("[data-confira]").replaceChildren(...(linhas.length ? [lista] : []));
}

export function endereco(form) {
  const [rua, numero, mais, perto, cep] = ["logradouro", "numero", "complemento", "referencia", "cep"].map((nome) => valor(form, nome));
  return [[rua, numero, mais].filter(Boolean).join(", "), perto && `referência: ${perto}`, cep && `CEP ${cep}`].filter(Boolean).join("; ");
}

function emPalavras(grupo, campo) {
  if (campo.type === "radio" || campo.type === "checkbox") {
    return [...grupo.querySelectorAll("input:checked")].map(({ labels }) => labels[0].textContent.trim()).join(", ");
  }
  if (campo.tagName === "SELECT") return campo.value && campo.selectedOptions[0].textContent.trim();
  return campo.type === "date" && campo.value ? campo.value.split("-").reverse().join("/") : campo.value.trim();
}

function rotulo(grupo) {
  const escrito = grupo.querySelector("legend, label").cloneNode(true);
  for (const opcional of escrito.querySelectorAll(".sp-opcional")) opcional.remove();
  return escrito.textContent.trim().replace(/\s*\(opcional\)$/, "");
}

function linha([nome, dito, alvo]) {
  const div = document.createElement("div");
  div.className = "govuk-summary-list__row";
  const [dt, dd, acao, link, oculto] = ["dt", "dd", "dd", "a", "span"].map((tag) => document.createElement(tag));
  dt.className = "govuk-summary-list__key";
  dt.textContent = nome;
  dd.className = "govuk-summary-list__value";
  dd.textContent = dito;
  acao.className = "govuk-summary-list__actions";
  link.className = "govuk-link";
  link.href = `#${alvo}`;
  link.textContent = "Alterar";
  oculto.className = "govuk-visually-hidden";
  oculto.textContent = `: ${nome}`;
  link.append(oculto);
  acao.append(link);
  div.append(dt, dd, acao);
  return div;
}
