"""Around the models that read: which are at hand, what a browser read, a usual voice, the words that told."""
