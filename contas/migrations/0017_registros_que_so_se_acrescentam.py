"""O registro de leituras e o de acessos só se acrescentam; o texto deles ainda se apaga (LGPD)."""

from django.db import migrations

SEGURA = "o código de antes também só acrescenta, e do que já está só apaga o texto"

SO_SE_ACRESCENTA = """
CREATE FUNCTION public.contas_so_se_acrescenta() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) = jsonb_set(to_jsonb(OLD), TG_ARGV, '""') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% só se acrescenta', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""
TABELAS = {"contas_leituradepessoal": "motivo", "contas_registrodeacesso": "detalhe"}
"""Cada uma, e o texto que se apaga quando a pessoa se anonimiza."""
POR = """
CREATE TRIGGER so_se_acrescenta BEFORE UPDATE OR DELETE ON public.{tabela}
    FOR EACH ROW EXECUTE FUNCTION public.contas_so_se_acrescenta('{texto}');
CREATE TRIGGER nao_se_esvazia BEFORE TRUNCATE ON public.{tabela}
    FOR EACH STATEMENT EXECUTE FUNCTION public.contas_so_se_acrescenta();
"""
TIRAR = "DROP TRIGGER so_se_acrescenta ON public.{tabela}; DROP TRIGGER nao_se_esvazia ON public.{tabela};"


class Migration(migrations.Migration):
    dependencies = [("contas", "0016_alerta_com_duas_pessoas")]

    operations = [
        migrations.RunSQL(SO_SE_ACRESCENTA, "DROP FUNCTION public.contas_so_se_acrescenta()"),
        *(
            migrations.RunSQL(POR.format(tabela=tabela, texto=texto), TIRAR.format(tabela=tabela))
            for tabela, texto in TABELAS.items()
        ),
    ]
