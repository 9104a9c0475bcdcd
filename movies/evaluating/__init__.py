"""How well films are recommended, measured on what people really chose."""
