// Os formulários dos atos: respostas prontas na hora, o recado de que um lote está sendo feito, e fazê-lo até o fim.
// Sem este módulo, a resposta pronta vem com a página de novo.
function escolhido(formulario, nome) {
  return nome ? (formulario.querySelector(`input[name="${nome}"]:checked`)?.value ?? "") : "";
}

// Os modelos de outro resultado se escondem; sem resultado escolhido aparecem todos.
function filtrar(caixa) {
  const resultado = escolhido(caixa.closest("form"), caixa.dataset.resultado);
  let ha = false;
  for (const item of caixa.querySelectorAll("[data-do-resultado]")) {
    const dele = item.dataset.doResultado;
    item.hidden = Boolean(resultado && dele && dele !== resultado);
    ha ||= !item.hidden;
  }
  caixa.hidden = !ha;
}

// O texto entra como se fosse digitado: Ctrl+Z traz de volta o que estava escrito.
function escrever(campo, texto) {
  campo.focus();
  campo.select();
  if (!document.execCommand("insertText", false, texto)) campo.value = texto;
  campo.dispatchEvent(new Event("input", { bubbles: true }));
  campo.setSelectionRange(0, 0);
  campo.scrollTop = 0;
}

function usar(modelo) {
  const caixa = modelo.closest("[data-modelos]");
  const formulario = caixa.closest("form");
  const resultado = modelo.closest("[data-do-resultado]").dataset.doResultado;
  const opcao = formulario.querySelector(`input[name="${caixa.dataset.resultado}"][value="${resultado}"]`);
  if (opcao) {
    opcao.checked = true;
    filtrar(caixa);
  }
  const campo = formulario.elements[caixa.dataset.modelos];
  escrever(campo, modelo.dataset.texto);
  caixa.dataset.escrito = campo.value;
  mostrarExemplo(caixa, modelo.dataset.exemplo ?? "");
}

// Em lote as variáveis ficam no campo: o que o primeiro pedido vai dizer se lê ao lado, até o texto mudar. Um "input"
// que não o muda não conta: o htmx, que chega depois do primeiro toque, manda um a quem já tem texto.
function mostrarExemplo(caixa, texto) {
  const exemplo = caixa.querySelector("[data-no-exemplo]");
  if (!exemplo) return;
  exemplo.querySelector("blockquote").textContent = texto;
  exemplo.hidden = !texto;
}

// O modelo que se tocou antes de este módulo chegar veio escrito com a página de novo, e o exemplo com ele: fica até o texto mudar.
function retomar(caixa, campo) {
  const modelo = [...caixa.querySelectorAll("[data-texto]")].find(({ dataset }) => dataset.texto === campo.value);
  if (!modelo) return;
  caixa.dataset.escrito = campo.value;
  mostrarExemplo(caixa, modelo.dataset.exemplo ?? "");
}

for (const caixa of document.querySelectorAll("[data-modelos]")) {
  const campo = caixa.closest("form").elements[caixa.dataset.modelos];
  filtrar(caixa);
  retomar(caixa, campo);
  caixa.closest("form").addEventListener("change", () => filtrar(caixa));
  campo.addEventListener("input", () => campo.value !== caixa.dataset.escrito && mostrarExemplo(caixa, ""));
  caixa.addEventListener("click", (evento) => {
    const modelo = evento.target.closest("[data-texto]");
    if (!modelo) return;
    evento.preventDefault();
    usar(modelo);
  });
}

for (const formulario of document.querySelectorAll("form[data-lote]")) {
  formulario.addEventListener("submit", (evento) => {
    if (evento.submitter?.name !== "confirmar") return;
    formulario.querySelector("[data-fazendo]").textContent = "Fazendo, um pedido de cada vez.";
  });
}

// O lote que leva mais de uma ida continua sozinho; sem este módulo, pelo botão, e de quem sai da página, pela fila.
document.querySelector("form[data-continuar]")?.requestSubmit();
