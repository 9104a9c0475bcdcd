"""Finding films by what a person types, also when it is misspelt."""
