// Perguntar de tempos em tempos o que há de novo numa conversa, ou em todas as de quem atende; e quanto se espera pela rede.
const ESPERAS = [1, 2, 4, 8, 15, 30].map((segundos) => segundos * 1000);
export const PACIENCIA = 20_000;
export const CABECALHO = { "HX-Request": "true" };
export const paciencia = (tempo) => AbortSignal.timeout?.(tempo);
export const esperaDepoisDe = (falhas) => ESPERAS[Math.min(falhas, ESPERAS.length) - 1];

// `endereco()` diz a pergunta; `aoChegar(html, cabecalhos)` recebe a resposta, sem html se nada mudou; `aoFalhar(vezes)`, zero
// quando a rede volta. `proxima` são os segundos até perguntar: zero, nunca.
export function perguntar({ endereco, proxima, aoChegar, aoFalhar = () => {} }) {
  let alarme = 0;
  let falhas = 0;
  let perguntando = false;

  function marcar(espera) {
    if (espera > 0) alarme = setTimeout(ir, espera);
  }

  async function ir() {
    clearTimeout(alarme);
    if (perguntando) return;
    perguntando = true;
    try {
      const resposta = await fetch(endereco(), { headers: CABECALHO, cache: "no-store", signal: paciencia(PACIENCIA) });
      if (!resposta.ok) throw new Error(resposta.status);
      proxima = Number(resposta.headers.get("Proxima") ?? proxima);
      aoChegar(resposta.status === 200 ? await resposta.text() : "", resposta.headers);
      if (falhas) aoFalhar((falhas = 0));
    } catch (falha) {
      aoFalhar((falhas += 1), falha.message);
    }
    perguntando = false;
    marcar(falhas ? esperaDepoisDe(falhas) : proxima * 1000);
  }

  const seAindaPergunta = () => proxima > 0 && ir();
  marcar(proxima * 1000);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && seAindaPergunta());
  window.addEventListener("online", seAindaPergunta);
  window.addEventListener("pageshow", ({ persisted }) => persisted && ir());
  return ir;
}
