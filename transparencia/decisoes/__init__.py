"""O registro público do que o portal decide sozinho."""
