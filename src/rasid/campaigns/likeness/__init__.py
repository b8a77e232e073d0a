"""How like a protected person's name an address is: as somebody would guess it, in any script."""
