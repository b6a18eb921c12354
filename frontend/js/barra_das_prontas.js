// “/” no começo da mensagem abre as respostas prontas; as palavras que se escrevem a seguir escolhem entre elas. As setas andam, Enter
// põe a resposta no campo, Esc fecha. O foco fica no campo (aria-activedescendant). Sem este módulo ficam os botões de sempre.
const simples = (texto) => texto.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const palavrasDe = (texto) => simples(texto).match(/[\p{L}\p{N}]+/gu) ?? [];

// As que têm, pelo começo, todas as palavras; as do título primeiro; só com “/”, todas.
export function queServem(prontas, escrito) {
  const tem = (texto) => palavrasDe(escrito).every((comeco) => palavrasDe(texto).some((palavra) => palavra.startsWith(comeco)));
  const servem = prontas.filter(({ titulo, texto }) => tem(`${titulo} ${texto}`));
  return [...servem.filter(({ titulo }) => tem(titulo)), ...servem.filter(({ titulo }) => !tem(titulo))];
}

export function iniciarBarra(formulario) {
  const campo = formulario.querySelector("textarea");
  const lista = formulario.querySelector("[data-barra]");
  const quantas = formulario.querySelector("[data-barra-quantas]");
  if (!lista) return;
  let escolhida = 0;
  const prontas = () =>
    [...formulario.querySelectorAll("[data-prontas] button")].map((botao) => ({ titulo: botao.textContent.trim(), texto: botao.dataset.texto }));
  const opcoes = () => [...lista.children];

  for (const [nome, valor] of Object.entries({ "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": lista.id }))
    campo.setAttribute(nome, valor);

  function marcar(qual) {
    escolhida = qual;
    opcoes().forEach((opcao, ordem) => opcao.setAttribute("aria-selected", ordem === qual));
    const esta = opcoes()[qual];
    campo.setAttribute("aria-activedescendant", esta?.id ?? "");
    esta?.scrollIntoView({ block: "nearest" });
  }

  function fechar() {
    lista.hidden = true;
    lista.replaceChildren();
    quantas.textContent = "";
    campo.removeAttribute("aria-activedescendant");
  }

  function opcao({ titulo, texto }, ordem) {
    const li = document.createElement("li");
    const [nome, resto] = [document.createElement("strong"), document.createElement("span")];
    nome.textContent = titulo;
    resto.textContent = texto;
    Object.assign(li, { id: `${lista.id}-${ordem}`, role: "option" });
    li.dataset.texto = texto;
    li.append(nome, resto);
    return li;
  }

  function abrir() {
    const servem = campo.value.startsWith("/") && !campo.value.includes("\n") ? queServem(prontas(), campo.value.slice(1)) : null;
    if (!servem) return lista.hidden || fechar();
    lista.replaceChildren(...servem.map(opcao));
    lista.hidden = !servem.length;
    const conta = servem.length === 1 ? "1 resposta pronta" : `${servem.length} respostas prontas`;
    quantas.textContent = servem.length ? `${conta}. Setas escolhem, Enter põe no campo.` : "Nenhuma resposta pronta com estas palavras.";
    if (servem.length) marcar(0);
    else campo.removeAttribute("aria-activedescendant");
  }

  function por(esta) {
    campo.value = esta.dataset.texto;
    fechar();
    campo.dispatchEvent(new Event("input", { bubbles: true }));
    campo.setSelectionRange(campo.value.length, campo.value.length);
  }

  const FAZ = {
    ArrowDown: () => marcar((escolhida + 1) % opcoes().length),
    ArrowUp: () => marcar((escolhida + opcoes().length - 1) % opcoes().length),
    Enter: () => por(opcoes()[escolhida]),
    Escape: fechar,
  };

  // Antes de quem manda a mensagem com Enter.
  formulario.addEventListener(
    "keydown",
    (evento) => {
      const { target, key, isComposing, shiftKey, ctrlKey, altKey, metaKey } = evento;
      if (target !== campo || lista.hidden || isComposing || shiftKey || ctrlKey || altKey || metaKey || !(key in FAZ)) return;
      evento.preventDefault();
      evento.stopPropagation();
      FAZ[key]();
    },
    true,
  );
  campo.addEventListener("input", abrir);
  campo.addEventListener("blur", fechar);
  lista.addEventListener("pointerdown", (evento) => {
    evento.preventDefault(); // o foco fica no campo
    const esta = evento.target.closest("[role=option]");
    if (esta) por(esta);
  });
}
