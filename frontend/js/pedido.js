// Pedido de serviço: perguntas que dependem de outra e sugestões de rua.
// Sem este módulo todas as perguntas ficam à vista, com a dica de quando responder.
const marcados = (nome) =>
  [...document.getElementsByName(nome)].filter((campo) => campo.checked).map((campo) => campo.value);

// As perguntas vêm em ordem: quando uma se esconde, a que depende dela é vista depois e também se esconde.
function ajustarPerguntas(formulario) {
  for (const campo of formulario.querySelectorAll("[data-mostrar-se]")) {
    const [nome, valor] = campo.dataset.mostrarSe.split("=");
    const anterior = document.getElementsByName(nome)[0]?.closest(".govuk-form-group");
    const mostrar = !anterior?.hidden && marcados(nome).includes(valor);
    const grupo = campo.closest(".govuk-form-group");
    grupo.hidden = !mostrar;
    for (const dica of grupo.querySelectorAll("[data-quando]")) dica.hidden = true;
  }
}

for (const formulario of document.querySelectorAll("form[data-perguntas]")) {
  ajustarPerguntas(formulario);
  formulario.addEventListener("change", () => ajustarPerguntas(formulario));
}

document.addEventListener("click", (evento) => {
  const sugestao = evento.target.closest("[data-preenche]");
  if (!sugestao) return;
  const campo = document.getElementById(sugestao.dataset.preenche);
  campo.value = sugestao.textContent.trim();
  sugestao.closest("[data-sugestoes]").replaceChildren();
  document.getElementById(campo.dataset.depois)?.focus();
});
