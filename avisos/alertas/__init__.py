"""Os alertas: o que está errado por duas rodadas diz-se a quem administra, uma vez, e outra quando acaba."""
