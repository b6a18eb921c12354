// Diz que há JavaScript e aplica, antes da primeira pintura, o contraste e o tamanho de letra lembrados.
// Sem JavaScript, valem o zoom e o contraste pedidos no próprio aparelho.
(() => {
  const raiz = document.documentElement;
  raiz.classList.add("js");
  try {
    const contraste = localStorage.getItem("contraste");
    if (contraste === "sim") raiz.classList.add("contraste");
    if (contraste === "nao") raiz.classList.add("sem-contraste");
    const tamanho = localStorage.getItem("tamanho");
    if (["menor", "maior", "maximo"].includes(tamanho)) raiz.dataset.tamanho = tamanho;
  } catch {
    // Armazenamento negado pelo navegador: fica a aparência padrão.
  }
})();
