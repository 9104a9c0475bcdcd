"""A person's own say: what they agree to having read, and how long their moods are kept."""
