// Há uma versão nova à espera: diz-se, e a pessoa a põe no lugar quando quer. No meio de um formulário só se diz.
const trabalhador = navigator.serviceWorker;
let formularioMexido = false;
let pedida = false;

export async function anunciarVersao() {
  const registro = await trabalhador.getRegistration("/");
  if (!registro) return;
  document.addEventListener("input", ({ target }) => {
    if (!target.form || target.form.method === "get") return;
    formularioMexido = true;
    document.getElementById("versao-nova")?.replaceChildren(...dizeres(registro));
  });
  trabalhador.addEventListener("controllerchange", () => {
    if (pedida) location.reload();
  });
  const seEspera = () => {
    if (registro.waiting && trabalhador.controller) mostrar(registro);
  };
  registro.addEventListener("updatefound", () => registro.installing?.addEventListener("statechange", seEspera));
  seEspera();
}

// A região existe vazia antes de falar: o leitor de tela só lê o que muda nela.
function mostrar(registro) {
  if (document.getElementById("versao-nova")) return;
  const regiao = document.createElement("div");
  regiao.id = "versao-nova";
  regiao.className = "sp-aviso sp-versao-nova";
  regiao.setAttribute("role", "status");
  document.getElementById("conteudo").before(regiao);
  requestAnimationFrame(() => regiao.replaceChildren(...dizeres(registro)));
}

function dizeres(registro) {
  const texto = document.createElement("p");
  texto.textContent = "Há uma versão nova do aplicativo.";
  if (formularioMexido) {
    texto.textContent += " Ela entra quando você terminar: o que escreveu continua aqui.";
    return [texto];
  }
  const botao = document.createElement("button");
  botao.type = "button";
  botao.className = "govuk-button govuk-button--secondary";
  botao.textContent = "Atualizar agora";
  botao.addEventListener("click", () => {
    pedida = true;
    registro.waiting?.postMessage({ recado: "assumir" });
  });
  return [texto, botao];
}
