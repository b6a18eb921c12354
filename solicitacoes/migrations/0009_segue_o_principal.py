from django.db import migrations

SEGUE = """
CREATE FUNCTION public.solicitacoes_segue(principal bigint, unidade bigint, servico bigint)
RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 2 AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM public.solicitacoes_solicitacao seguida
    WHERE seguida.id = principal AND seguida.unidade_id = unidade AND seguida.servico_id = servico
      AND seguida.encerrada_em IS NULL
  );
END
$$
"""
"""O pedido juntado a `principal` ainda o segue? Sim se ele está aberto, na mesma caixa e no mesmo serviço.

Uma função, e não uma subconsulta, por causa do custo: o banco estima uma subconsulta para cada linha da caixa e
foge do índice que já tem a ordem, quando quase nenhuma linha tem principal. Em plpgsql, que guarda o plano de
uma consulta para a outra; custo 2, para que os filtros de uma coluna só, que custam 1, venham antes dela e
a poupem de quase todas as linhas. Cada nome é escrito com o esquema: o pg_restore roda com search_path vazio.
"""


class Migration(migrations.Migration):
    dependencies = [
        ("solicitacoes", "0008_papeis_e_canais"),
    ]

    operations = [
        migrations.RunSQL(SEGUE, "DROP FUNCTION public.solicitacoes_segue(bigint, bigint, bigint)"),
    ]
