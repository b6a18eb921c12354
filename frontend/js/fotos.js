// Miniaturas e progresso de um campo de fotos marcado com data-fotos.
// O campo nativo continua mandando: sem este módulo o envio é igual, só sem miniatura.
import { miniatura, tamanhoEmPalavras } from "./miniatura.js";

function item(arquivo) {
  const li = document.createElement("li");
  li.className = "sp-fotos__foto";
  const nome = document.createElement("span");
  nome.className = "sp-fotos__nome";
  nome.textContent = `${arquivo.name} (${tamanhoEmPalavras(arquivo.size)})`;
  li.append(nome);
  // Formatos que o navegador não abre (HEIC em alguns) ficam só com o nome.
  miniatura(arquivo).then((tela) => li.prepend(tela), () => li.classList.add("sem-miniatura"));
  return li;
}

function mostrar(campo, lista, situacao) {
  const arquivos = [...campo.files];
  lista.replaceChildren(...arquivos.map(item));
  lista.hidden = arquivos.length === 0;
  situacao.textContent = comoEstao(arquivos, campo.dataset);
}

// Quantas se escolheram e, se há, o que o servidor recusaria delas: são muitas, ou uma pesa demais.
export function comoEstao(arquivos, { maximo, maior }) {
  if (!arquivos.length) return "";
  const quantas = arquivos.length === 1 ? "1 foto escolhida." : `${arquivos.length} fotos escolhidas.`;
  if (Number(maximo ?? 0) > 0 && arquivos.length > Number(maximo)) return `${quantas} Envie no máximo ${Number(maximo)}.`;
  const pesada = arquivos.find(({ size }) => size > Number(maior || Infinity));
  return pesada ? `${quantas} ${pesada.name} passa de ${tamanhoEmPalavras(Number(maior))}: escolha outra.` : quantas;
}

function acompanhar(formulario, situacao) {
  const barra = document.createElement("progress");
  barra.max = 100;
  barra.setAttribute("aria-label", "Envio das fotos");
  formulario.addEventListener("htmx:xhr:progress", (evento) => {
    if (!evento.detail.lengthComputable) return;
    if (!barra.isConnected) situacao.after(barra);
    barra.value = Math.round((100 * evento.detail.loaded) / evento.detail.total);
  });
  formulario.addEventListener("htmx:afterRequest", () => barra.remove());
  formulario.addEventListener("submit", () => {
    if (!formulario.querySelector("input[type=file]")?.files.length) return;
    situacao.textContent = "Enviando as fotos. Não feche esta página.";
  });
}

function iniciar(campo) {
  if (campo.dataset.pronto) return;
  campo.dataset.pronto = "sim";
  const lista = document.createElement("ul");
  lista.className = "sp-fotos";
  lista.hidden = true;
  lista.setAttribute("aria-label", "Fotos escolhidas");
  const situacao = document.createElement("p");
  situacao.className = "govuk-hint";
  situacao.setAttribute("role", "status");
  (campo.closest(".sp-escolher") ?? campo).after(situacao, lista);
  campo.addEventListener("change", () => {
    mostrar(campo, lista, situacao);
    // Onde a página tem o botão de guardar já, a foto sobe assim que se escolhe; sem rede, ela vai ao continuar.
    if (campo.files.length) campo.form?.querySelector("[data-sobe-ja]")?.click();
  });
  if (campo.form) acompanhar(campo.form, situacao);
}

function procurar(raiz) {
  raiz.querySelectorAll("input[type=file][data-fotos]").forEach(iniciar);
}

procurar(document);
document.body.addEventListener("htmx:load", (evento) => procurar(evento.detail.elt));
