"""Words of titles and names, so that a misspelt one finds its neighbours."""

from __future__ import annotations

from django.db import models

LONGEST_WORD = 40  # letters; what is longer is nobody's typing
ENDS = 2  # letters of a word's head and tail: one slip leaves one of them whole


class SearchWord(models.Model):
    """One word that stands in a title or a name; `movies.searching.words` writes them."""

    text = models.CharField(max_length=LONGEST_WORD, unique=True)
    head = models.CharField(max_length=ENDS)
    tail = models.CharField(max_length=ENDS)
    length = models.PositiveSmallIntegerField()
    names = models.PositiveIntegerField(default=0, help_text="titles and names that hold it")

    class Meta:
        indexes = [
            models.Index(fields=["head", "length"], name="words_by_head"),
            models.Index(fields=["tail", "length"], name="words_by_tail"),
        ]

    def __str__(self) -> str:
        return self.text
