"""A person's moods afterwards: day by day, with notes, and given away by a link."""
