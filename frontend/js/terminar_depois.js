// Terminar o atendimento espera pelas mensagens que ainda saem. A que não saiu, ou não se mandou, diz-se antes, uma vez.
const POR_ENVIAR = "Há uma mensagem por enviar. Envie-a ou apague-a; se terminar outra vez, ela se perde.";

// Devolve o que se chama quando nada mais está a sair.
export function terminarDepois({ campo, porMandar, escoarTodas, avisar }) {
  let aTerminar = null;
  let avisado = "";
  const porEnviar = () => [...porMandar().map(({ chave }) => chave), campo.readOnly ? "" : campo.value.trim()].join("");

  function dizer() {
    avisado = porEnviar();
    avisar(POR_ENVIAR);
    campo.focus();
  }

  function terminar(evento) {
    const { target, submitter } = evento;
    if (!target.closest("#fim") || ["", avisado].includes(porEnviar())) return;
    evento.preventDefault();
    evento.stopImmediatePropagation(); // antes de o navegador esquecer o que se escreveu
    if (!porMandar().length) {
      dizer();
      return;
    }
    aTerminar = () => target.requestSubmit(submitter);
    escoarTodas();
  }
  document.addEventListener("submit", terminar, true);

  return () => {
    const continuar = aTerminar;
    aTerminar = null;
    if (avisado && !porEnviar()) {
      avisado = "";
      avisar("");
    }
    if (continuar && porMandar().length) dizer();
    else continuar?.();
  };
}
