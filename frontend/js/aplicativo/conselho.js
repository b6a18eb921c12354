// O conselho de uma resposta, assim que se escolhe: com o número a chamar, e depois dele quem quer segue.
export function iniciarConselho(form, { conselhos, numeros }) {
  const caixa = form.querySelector("[data-conselho]");
  const ciente = caixa.querySelector("[name=ciente]");
  const ajustar = () => {
    const [texto, grupo] = conselhoDe(form, conselhos);
    if (grupo && grupo.nextElementSibling !== caixa) grupo.after(caixa); // movê-la à toa tiraria o foco de dentro dela
    if (texto !== ciente.value) ciente.checked = false;
    ciente.value = texto;
    ciente.disabled = !texto;
    caixa.hidden = !texto;
    if (caixa.querySelector("[data-conselho-texto]").textContent === texto) return;
    caixa.querySelector("[data-conselho-texto]").textContent = texto;
    caixa.querySelector("[data-conselho-numeros]").replaceChildren(...(numeros[texto] ?? []).map(telefone));
  };
  form.addEventListener("change", ajustar);
  ajustar();
}

// O da primeira pergunta à vista cuja resposta o tem, e onde ela está.
function conselhoDe(form, conselhos) {
  for (const [chave, respostas] of Object.entries(conselhos)) {
    for (const campo of form.querySelectorAll(`[name="r_${chave}"]:checked`)) {
      const grupo = campo.closest(".govuk-form-group");
      if (!grupo.hidden && respostas[campo.value]) return [respostas[campo.value], grupo];
    }
  }
  return ["", null];
}

function telefone({ valor, link, rotulo }) {
  const ligar = document.createElement("a");
  ligar.className = "govuk-button";
  ligar.href = link;
  ligar.textContent = `Ligar ${valor}, ${rotulo}`;
  return ligar;
}
