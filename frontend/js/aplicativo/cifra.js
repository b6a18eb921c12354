// O que fica cifrado neste aparelho (ADR 0061, 0076): com uma chave que não sai deste navegador e se apaga com o que ela abre.
// `lugar` diz de que é o que se cifrou: posto noutro lugar, não se lê.
const como = (iv, lugar) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(lugar) });

export const novaChave = () => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

export async function cifrar(chave, lugar, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, dados: await crypto.subtle.encrypt(como(iv, lugar), chave, bytes) };
}

export const decifrar = (chave, lugar, { iv, dados }) => crypto.subtle.decrypt(como(iv, lugar), chave, dados);
