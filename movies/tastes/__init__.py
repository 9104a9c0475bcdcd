"""What a person likes: what they say about films, what they set, what they bring from elsewhere."""
