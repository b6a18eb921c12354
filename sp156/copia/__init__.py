"""A cópia portátil do portal: guardá-la, restaurá-la e ensaiar a volta (ADR 0079)."""
