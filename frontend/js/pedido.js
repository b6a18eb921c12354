// Pedido de serviço: perguntas que dependem de outra, sugestões de rua e o lugar dado pelo aparelho.
// Sem este módulo todas as perguntas ficam à vista, com a dica de quando responder, e o endereço se escreve.
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

// Ruas sugeridas. Escolher uma diz também o distrito dela; escrever depois desfaz a escolha.
function preencherRua(sugestao) {
  const rua = document.getElementById(sugestao.dataset.preenche);
  rua.value = sugestao.dataset.valor;
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

// "Usar onde estou agora": só quando se pede. O servidor confere o ponto e a pessoa confirma a rua.
function iniciarAqui(caixa) {
  const [lat, lon] = ["id_lat", "id_lon"].map((id) => document.getElementById(id));
  const [usar, desmarcar, situacao] = ["usar", "desmarcar", "situacao"].map((nome) =>
    caixa.querySelector(`[data-aqui-${nome}]`),
  );
  const dizer = (texto) => {
    situacao.textContent = texto;
    desmarcar.hidden = !lat.value;
    usar.hidden = Boolean(lat.value);
  };
  const marcar = ({ coords }) => {
    lat.value = coords.latitude.toFixed(6);
    lon.value = coords.longitude.toFixed(6);
    dizer("Lugar marcado. Na próxima página você confirma a rua.");
  };
  const falhar = () => dizer("Não conseguimos a sua localização. Escreva o endereço.");
  usar.addEventListener("click", () => {
    dizer("Procurando onde você está…");
    navigator.geolocation.getCurrentPosition(marcar, falhar, { enableHighAccuracy: true, timeout: 10000 });
  });
  desmarcar.addEventListener("click", () => {
    lat.value = lon.value = "";
    dizer("Lugar desmarcado.");
    usar.focus();
  });
  caixa.hidden = false;
  dizer(lat.value ? "Lugar marcado." : "");
}

if (navigator.geolocation) document.querySelectorAll("[data-aqui]").forEach(iniciarAqui);
